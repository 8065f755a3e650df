using System.Buffers;
using Canary.Core.Comparison;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>Sends a copy and reads what is wanted of its answer, within a bound and a time, whatever the backend does.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Answer">The answer, where it is to be compared and came to its end or to the bound; else null.</param>
/// <param name="Body">Where the answer's body is kept, to be closed; null where there is none.</param>
/// <param name="CostConnection">Whether the connection could not be kept: the backend was not there, too slow, or answered more than is read.</param>
internal readonly record struct MirrorExchange(MirrorResult Result, ComparableAnswer? Answer, BoundedBytes? Body, bool CostConnection)
{
    // What is left unread costs a connection, so a short rest is read.
    private const int DrainedBytes = 64 * 1024;
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends it.</summary>
    /// <param name="copy">What is sent.</param>
    /// <param name="compare">What of the answer is kept; null: nothing.</param>
    /// <param name="timeout">How long it may take in all.</param>
    public static async Task<MirrorExchange> SendAsync(OutgoingCopy copy, ComparisonConfig? compare, TimeSpan timeout)
    {
        using var giveUp = new CancellationTokenSource(timeout);
        BoundedBytes? body = null;
        copy.Destination.RequestStarted();
        try
        {
            using var answer = await copy.Variant.Client.SendAsync(copy.Message, giveUp.Token);
            if (compare is null)
            {
                return new MirrorExchange(MirrorResult.Sent, null, null, !await DrainAsync(answer, giveUp));
            }

            body = new BoundedBytes(compare.MaxBody, answer.Content.Headers.ContentLength ?? 0);
            var isWhole = await ReadAsync(answer, compare.MaxBody, body, giveUp);
            return new MirrorExchange(MirrorResult.Sent, AnswerHead.Of(answer, compare) with { Body = body.Written, IsCut = !isWhole || body.IsCut }, body, !isWhole);
        }
        catch (Exception e)
        {
            // Whatever it is, nobody waits for it: it is counted.
            body?.Close();
            return new MirrorExchange(e is OperationCanceledException && giveUp.IsCancellationRequested ? MirrorResult.Timeout : MirrorResult.Failed, null, null, CostConnection: true);
        }
        finally
        {
            copy.Destination.RequestEnded();
            copy.Message.Dispose();
        }
    }

    /// <returns>Whether the answer came to its end, so that its connection serves on.</returns>
    private static async Task<bool> DrainAsync(HttpResponseMessage answer, CancellationTokenSource giveUp)
    {
        try
        {
            giveUp.CancelAfter(DrainTime);
            return await ReadAsync(answer, DrainedBytes, null, giveUp);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // It was answered; how the rest goes is nobody's business, and the connection is closed.
            return false;
        }
    }

    /// <summary>Reads an answer to its end; one that is longer than the bound is left, and its connection closed.</summary>
    /// <returns>Whether it came to its end.</returns>
    private static async Task<bool> ReadAsync(HttpResponseMessage answer, int most, BoundedBytes? kept, CancellationTokenSource giveUp)
    {
        var length = answer.RequestMessage?.Method == HttpMethod.Head ? null : answer.Content.Headers.ContentLength;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(giveUp.Token);
            for (var left = (long)most; left >= 0 && !(length > most);)
            {
                var read = await body.ReadAsync(buffer, giveUp.Token);
                if (read == 0)
                {
                    return true;
                }

                kept?.Append(buffer.AsSpan(0, read));
                left -= read;
            }

            await AbandonAsync(body, buffer, giveUp);
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Disposing alone lets the HTTP client read on for a while, beyond what is counted; cancelling a read closes the connection at once.
    private static async Task AbandonAsync(Stream body, byte[] buffer, CancellationTokenSource giveUp)
    {
        var read = body.ReadAsync(buffer, giveUp.Token);
        await giveUp.CancelAsync();
        try
        {
            await read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // As wanted.
        }
    }
}

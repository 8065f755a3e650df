using System.Net;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Sends the questions of checks: with limits of time and size, and without ever throwing because of what is out there.</summary>
internal sealed class SourceClient(HttpMessageInvoker client)
{
    /// <summary>The most bytes of an answer.</summary>
    public const int MaxAnswerBytes = 256 * 1024;

    /// <summary>Sends and reads the answer.</summary>
    /// <returns>Status and body; a status of 0 where there was none, with the reason as <see cref="SourceAnswer.Problem"/>.</returns>
    public async Task<SourceAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var at = Shown(request.RequestUri!);
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            var body = await ReadAsync(answer.Content, cancellation);
            return body is { } read
                ? new SourceAnswer(at, answer.StatusCode, read, null)
                : new SourceAnswer(at, 0, default, $"{at} answers with more than {MaxAnswerBytes / 1024} KB");
        }
        catch (OperationCanceledException)
        {
            return new SourceAnswer(at, 0, default, $"{at} did not answer in time");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException)
        {
            return new SourceAnswer(at, 0, default, $"{at} did not answer ({RolloutText.Name(exception.Message)})");
        }
    }

    // Only where it leads: path and query may hold what nobody should read in a log.
    private static string Shown(Uri url) => RolloutText.Name(url.GetLeftPart(UriPartial.Authority));

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            read.Write(buffer, 0, count);
            if (read.Length > MaxAnswerBytes)
            {
                return null;
            }
        }

        return read.ToArray();
    }
}

/// <summary>What came back.</summary>
/// <param name="From">Where from: scheme, host and port.</param>
/// <param name="Status">The status; 0 where nothing usable came.</param>
/// <param name="Body">The body.</param>
/// <param name="Problem">Why there is nothing, or null.</param>
internal readonly record struct SourceAnswer(string From, HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? Problem);

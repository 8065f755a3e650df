using System.Buffers;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>Copies an answer's body from a backend to a client.</summary>
internal static class AnswerBody
{
    private const int LargeBuffer = 64 * 1024;
    private const int SmallBuffer = 16 * 1024;

    /// <summary>Copies it to its end.</summary>
    /// <param name="body">The backend's bytes; not disposed.</param>
    /// <param name="length">How many bytes there are; null where only the end says so. The HTTP client holds the backend to it.</param>
    /// <param name="response">The client's answer, whose headers are set.</param>
    /// <param name="timer">Told whenever bytes move; cancels.</param>
    /// <returns>The exception that ended it early, and whose side it came from.</returns>
    public static async ValueTask<(ForwarderError Error, Exception? Exception)> CopyAsync(Stream body, long? length, HttpResponse response, ForwardingTimer timer)
    {
        var remaining = length;
        var size = length is { } known and < SmallBuffer ? (int)known : LargeBuffer;
        var side = ForwarderError.ResponseBodyDestination;
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                side = ForwarderError.ResponseBodyDestination;
                if (size > SmallBuffer)
                {
                    // Waits for bytes without holding a buffer: an idle stream of events then costs none.
                    var waiting = body.ReadAsync(Memory<byte>.Empty, timer.Token);
                    if (!waiting.IsCompleted && buffer is not null)
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = null;
                    }

                    await waiting;
                }

                buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(1, size));
                var read = await body.ReadAsync(buffer, timer.Token);
                timer.Moved();
                if (read == 0)
                {
                    return (ForwarderError.None, null);
                }

                side = ForwarderError.ResponseBodyClient;
                await response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), timer.Token);
                timer.Moved();
                remaining -= read;
                if (remaining <= 0)
                {
                    // All that was promised is there; another read would only say so.
                    return (ForwarderError.None, null);
                }
            }
        }
        catch (Exception e)
        {
            return (side, e);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Canary.TestKit.Battery.Http2;

namespace Canary.TestKit.Battery.Wire;

/// <summary>An HTTP/2 backend by prior knowledge that answers the first stream of a case with the frames that it is told to, and later ones honestly.</summary>
public sealed class RawHttp2Origin : IOrigin
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener;
    private OriginAnswer? _next;

    /// <summary>Listens on a free port.</summary>
    public RawHttp2Origin()
    {
        Port = FreePort.Next();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start(backlog: 512);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public int Port { get; }

    /// <summary>Begins a case.</summary>
    /// <param name="answer">Frames of stream 0 that get the stream's number; null: 200 and the path of the sentinel.</param>
    public void Begin(OriginAnswer? answer) => Interlocked.Exchange(ref _next, answer);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        _stopping.Dispose();
    }

    private static byte[] Honest() =>
        [.. Frames.Headers(0, FrameFlags.EndHeaders, (":status", "200")), .. Frames.Data(0, RawOrigin.Sentinel)];

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It stopped listening.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await socket.SendAsync(Frames.Of(FrameType.Settings, FrameFlags.None, 0), _stopping.Token);
                var preface = new byte[24];
                await ReadAsync(socket, preface);
                while (await AnswerNextAsync(socket))
                {
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException or EndOfStreamException)
            {
                // The proxy, or the test, has ended the connection.
            }
        }
    }

    private async Task<bool> AnswerNextAsync(Socket socket)
    {
        var head = new byte[9];
        await ReadAsync(socket, head);
        var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
        await ReadAsync(socket, payload);
        var (type, flags, stream) = ((FrameType)head[3], (FrameFlags)head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
        if (type == FrameType.Settings && !flags.HasFlag(FrameFlags.EndStream))
        {
            await socket.SendAsync(Frames.Of(FrameType.Settings, FrameFlags.EndStream, 0), _stopping.Token);
        }
        else if (type == FrameType.Ping && !flags.HasFlag(FrameFlags.EndStream))
        {
            await socket.SendAsync(Frames.Of(FrameType.Ping, FrameFlags.EndStream, 0, payload), _stopping.Token);
        }
        else if (type == FrameType.Headers)
        {
            var answer = Interlocked.Exchange(ref _next, null);
            await socket.SendAsync(ForStream(answer?.Bytes ?? Honest(), stream), _stopping.Token);
            return answer is null or { Then: AfterAnswer.KeepOpen };
        }

        return true;
    }

    private static byte[] ForStream(byte[] frames, int stream)
    {
        byte[] copy = [.. frames];
        for (var at = 0; at + 9 <= copy.Length; at += 9 + (copy[at] << 16 | copy[at + 1] << 8 | copy[at + 2]))
        {
            // GOAWAY, SETTINGS and PING are the connection's, and what is of another stream on purpose has a number.
            if ((FrameType)copy[at + 3] is not (FrameType.GoAway or FrameType.Settings or FrameType.Ping) && BinaryPrimitives.ReadInt32BigEndian(copy.AsSpan(at + 5)) == 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(copy.AsSpan(at + 5), stream);
            }
        }

        return copy;
    }

    private async Task ReadAsync(Socket socket, byte[] buffer)
    {
        for (var read = 0; read < buffer.Length;)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read), _stopping.Token);
            read += more > 0 ? more : throw new EndOfStreamException();
        }
    }
}

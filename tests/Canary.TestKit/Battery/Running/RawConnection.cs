using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit.Battery.Running;

/// <summary>A client's connection that keeps all bytes that came.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _patience;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _received = [];

    private RawConnection(TimeSpan patience) => _patience = new CancellationTokenSource(patience);

    /// <summary>All that came.</summary>
    public byte[] Received => [.. _received];

    /// <summary>Whether the other side ended the connection.</summary>
    public bool Closed { get; private set; }

    /// <summary>Whether patience ended first.</summary>
    public bool TimedOut { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="to">The proxy.</param>
    /// <param name="patience">How long it may take in all.</param>
    public static async Task<RawConnection> OpenAsync(IPEndPoint to, TimeSpan patience)
    {
        var connection = new RawConnection(patience);
        await connection._socket.ConnectAsync(to);
        return connection;
    }

    /// <summary>Sends without waiting until the other side takes all of it: it may have answered and stopped to read.</summary>
    public void Send(byte[] bytes) => _ = SendAsync(bytes);

    /// <summary>Waits for more; false where no more will come.</summary>
    public async Task<bool> MoreAsync()
    {
        try
        {
            var read = await _socket.ReceiveAsync(_buffer, _patience.Token);
            _received.AddRange(_buffer.AsSpan(0, read));
            Closed |= read == 0;
            return read > 0;
        }
        catch (SocketException)
        {
            Closed = true;
            return false;
        }
        catch (OperationCanceledException)
        {
            TimedOut = true;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }

    private async Task SendAsync(byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await _socket.SendAsync(bytes.AsMemory(sent), _patience.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // What the other side made of it is what the case looks at.
        }
    }
}

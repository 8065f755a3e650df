using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Canary.Benchmarks.Disturbed;

/// <summary>A connection to a port of 127.0.0.1 that sends what it is told, well-formed or not, and reads when it likes.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Prepares a connection.</summary>
    /// <param name="receiveBytes">How much the kernel takes in before it is read; 0: as it likes.</param>
    public RawClient(int receiveBytes = 0)
    {
        if (receiveBytes > 0)
        {
            _socket.ReceiveBufferSize = receiveBytes;
        }
    }

    /// <summary>Connects and sends.</summary>
    public async Task SendAsync(int port, string text)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Reads what there is, at most as much as fits.</summary>
    /// <returns>How much; 0 when the other side has closed or reset the connection.</returns>
    public async Task<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    /// <summary>Waits without reading until the other side has closed or reset the connection.</summary>
    public async Task WaitForResetAsync()
    {
        // A peek sees what is there and takes nothing, so the window stays shut; once per second is enough to see the end.
        while (!(_socket.Poll(0, SelectMode.SelectError) || (_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0)))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}

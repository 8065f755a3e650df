using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit;

/// <summary>A way to a server on this machine that can be slow, or cut: what is sent to its port goes to the server's, and back.</summary>
public sealed class TcpLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _server;
    private readonly Task _accepting;
    private volatile bool _isCut;

    private TcpLink(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The port of this end.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long each piece of an answer takes. Default no time.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Opens a way to a port of 127.0.0.1.</summary>
    public static TcpLink To(int server) => new(server);

    /// <summary>Ends all connections, and each new one at once.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Connections are possible again.</summary>
    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _open[client] = _open[server] = 0;
        try
        {
            if (!_isCut)
            {
                await server.ConnectAsync(IPAddress.Loopback, _server, _stopping.Token);
                await Task.WhenAny(CopyAsync(client, server, () => TimeSpan.Zero), CopyAsync(server, client, () => Delay));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server is not there, or the way was cut: the other end sees a closed connection.
        }
        finally
        {
            client.Close(0);
            server.Close(0);
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Func<TimeSpan> delay)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stopping.Token) is > 0 and var read)
            {
                if (delay() is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, _stopping.Token);
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stopping.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone; both are closed then.
        }
    }
}

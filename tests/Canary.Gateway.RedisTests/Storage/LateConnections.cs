using System.Net;
using System.Net.Sockets;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>Stands before a server on 127.0.0.1: the first connection passes at once, all others when they are let through.</summary>
internal sealed class LateConnections : IAsyncDisposable
{
    private readonly int _server;
    private readonly TcpListener _listener;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _waiting;

    public LateConnections(int server)
    {
        _server = server;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Connections that have been held up so far.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Lets them through.</summary>
    public void Open() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stopping.Token), isFirst: relays.Count == 0));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(relays);
        }
    }

    private async Task RelayAsync(TcpClient client, bool isFirst)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                if (!isFirst)
                {
                    Interlocked.Increment(ref _waiting);
                    await _open.Task.WaitAsync(_stopping.Token);
                }

                await server.ConnectAsync(IPAddress.Loopback, _server, _stopping.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _stopping.Token),
                    server.GetStream().CopyToAsync(client.GetStream(), _stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
                // One side is gone, and so is the other in a moment.
            }
        }
    }
}

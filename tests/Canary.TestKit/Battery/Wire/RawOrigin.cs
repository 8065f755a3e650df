using System.Net;
using System.Net.Sockets;

namespace Canary.TestKit.Battery.Wire;

/// <summary>A backend that keeps the exact bytes that it gets, and answers the bytes that it is told to.</summary>
public sealed class RawOrigin : IOrigin
{
    /// <summary>The target that is always answered with <see cref="OriginAnswer.Echo"/>, and not kept.</summary>
    public const string Sentinel = "/sentinel";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private TcpListener _listener;
    private List<OriginRequest> _reached = [];
    private Func<OriginRequest, OriginAnswer> _answer = OriginAnswer.Echo;

    /// <summary>Listens on a free port.</summary>
    public RawOrigin()
    {
        Port = FreePort.Next();
        _listener = Listen();
    }

    /// <inheritdoc/>
    public int Port { get; }

    /// <summary>What reached it since <see cref="Begin"/>.</summary>
    public IReadOnlyList<OriginRequest> Reached
    {
        get
        {
            lock (_gate)
            {
                return [.. _reached];
            }
        }
    }

    /// <summary>Begins a case: what comes from now on belongs to it.</summary>
    /// <param name="answer">How it answers; null: <see cref="OriginAnswer.Echo"/>.</param>
    public void Begin(OriginAnswer? answer = null)
    {
        lock (_gate)
        {
            _reached = [];
            _answer = answer is null ? OriginAnswer.Echo : _ => answer;
        }

        if (answer is { Refuses: true })
        {
            Restart(listens: false);
        }
    }

    /// <summary>Listens again after a case in which it refused.</summary>
    public void Listens()
    {
        if (!_listener.Server.IsBound)
        {
            _listener = Listen();
        }
    }

    /// <summary>Closes all connections, as a restart does.</summary>
    /// <param name="listens">Whether it takes new ones.</param>
    public void Restart(bool listens = true)
    {
        _listener.Stop();
        lock (_gate)
        {
            _open.ForEach(socket => socket.Dispose());
            _open.Clear();
        }

        if (listens)
        {
            _listener = Listen();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Restart(listens: false);
        _stopping.Dispose();
    }

    private TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start(backlog: 512);
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(_stopping.Token);
                socket.NoDelay = true;
                lock (_gate)
                {
                    _open.Add(socket);
                }

                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It stopped listening.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var reader = new OriginReader(socket);
        try
        {
            while (await reader.ReadHeadAsync(Keep, _stopping.Token) is { } request)
            {
                var answer = request.Target == Sentinel ? OriginAnswer.Echo(request) : _answer(request);
                if (answer.ReadsBody && !await reader.ReadBodyAsync(request, _stopping.Token))
                {
                    break;
                }

                await socket.SendAsync(answer.Bytes, _stopping.Token);
                if (answer.Then != AfterAnswer.KeepOpen)
                {
                    if (answer.Then == AfterAnswer.Reset)
                    {
                        socket.LingerState = new LingerOption(true, 0);
                    }

                    break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The proxy, or the test, has ended the connection.
        }
        finally
        {
            socket.Dispose();
            lock (_gate)
            {
                _open.Remove(socket);
            }
        }
    }

    private void Keep(OriginRequest request)
    {
        lock (_gate)
        {
            _reached.Add(request);
        }
    }
}

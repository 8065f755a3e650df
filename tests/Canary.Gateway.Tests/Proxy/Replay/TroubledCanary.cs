using System.Net;
using System.Net.Sockets;
using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Replay;

/// <summary>A destination that refuses, hangs, or answers wrong bytes.</summary>
internal sealed class TroubledCanary : IAsyncDisposable
{
    private readonly RawBackend? _raw;
    private readonly TcpListener? _hanging;
    private readonly Task _reading = Task.CompletedTask;

    public TroubledCanary(string does)
    {
        switch (does)
        {
            case "refuses":
                Address = $"http://127.0.0.1:{FreePort.Next()}";
                break;
            case "hangs" or "takes all and hangs":
                _hanging = new TcpListener(IPAddress.Loopback, 0);
                _hanging.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)_hanging.LocalEndpoint).Port}";
                _reading = does == "hangs" ? Task.CompletedTask : TakeAllAsync(_hanging);
                break;
            default:
                _raw = new RawBackend(does);
                Address = _raw.Address;
                break;
        }
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _hanging?.Dispose();
        await _reading;
        if (_raw is not null)
        {
            await _raw.DisposeAsync();
        }
    }

    private static async Task TakeAllAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var buffer = new byte[64 * 1024];
                while (await client.GetStream().ReadAsync(buffer) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // Stopped, or the gateway gave up.
        }
    }
}

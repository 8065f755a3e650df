using System.Net;
using Canary.TestKit;
using Canary.TestKit.Battery.Running;

namespace Canary.Benchmarks.Battery;

/// <summary>The gateway as it is shipped, a process of its own, with its own defaults but for the timeouts and the most bytes of a body, which each service says.</summary>
internal sealed class GatewayBatterySubject : IBatterySubject
{
    private readonly GatewayProcess _gateway;

    private GatewayBatterySubject(GatewayProcess gateway, int http2Port) => (_gateway, Http2) = (gateway, new IPEndPoint(IPAddress.Loopback, http2Port));

    /// <inheritdoc/>
    public IPEndPoint Http => new(IPAddress.Loopback, _gateway.ProxyUrl.Port);

    /// <inheritdoc/>
    public IPEndPoint Http2 { get; }

    /// <inheritdoc/>
    public IPEndPoint? ToHttp2Backend => Http;

    /// <summary>Starts it.</summary>
    public static async Task<IBatterySubject> StartAsync(int origin, int http2Origin)
    {
        var port = FreePort.Next();
        var gateway = await GatewayProcess.StartAsync(("Proxy:H2cUrls", $"http://127.0.0.1:{port}"));
        foreach (var (name, json) in BatteryServices.For(origin, http2Origin))
        {
            await gateway.PutServiceAsync(name, json);
        }

        return new GatewayBatterySubject(gateway, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}

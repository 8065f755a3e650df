using System.Net;
using Canary.TestKit;
using Canary.TestKit.Battery.Running;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>The gateway in this process, in front of the battery's backends.</summary>
internal sealed class GatewayBatterySubject : IBatterySubject
{
    private readonly GatewayUnderTest _gateway;

    private GatewayBatterySubject(GatewayUnderTest gateway, int http2Port) =>
        (_gateway, Http2) = (gateway, new IPEndPoint(IPAddress.Loopback, http2Port));

    /// <inheritdoc/>
    public IPEndPoint Http => new(IPAddress.Loopback, _gateway.Proxy.BaseAddress!.Port);

    /// <inheritdoc/>
    public IPEndPoint Http2 { get; }

    /// <inheritdoc/>
    public IPEndPoint? ToHttp2Backend => Http;

    /// <summary>Starts it.</summary>
    public static async Task<IBatterySubject> StartAsync(int origin, int http2Origin)
    {
        var port = FreePort.Next();
        var gateway = await GatewayUnderTest.StartAsync(("Proxy:H2cUrls", $"http://127.0.0.1:{port}"));
        foreach (var (name, json) in BatteryServices.For(origin, http2Origin))
        {
            await gateway.PutServiceAsync(name, json);
        }

        return new GatewayBatterySubject(gateway, port);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}

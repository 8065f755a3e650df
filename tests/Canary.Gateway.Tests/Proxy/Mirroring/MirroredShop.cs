using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

/// <summary>The real proxy in front of <c>stable</c>, which gets all requests, and <c>canary</c>, which gets copies.</summary>
internal sealed class MirroredShop : IAsyncDisposable
{
    private MirroredShop(ProxyUnderTest proxy, DelegateBackend stable, DelegateBackend canary) => (Proxy, Stable, Canary) = (proxy, stable, canary);

    public ProxyUnderTest Proxy { get; }

    public DelegateBackend Stable { get; }

    public DelegateBackend Canary { get; }

    public HttpClient Client => Proxy.Client;

    public MirrorState State => Proxy.Resolve<ActiveMirrors>().Named("shop")!.State;

    public static async Task<MirroredShop> StartAsync(
        Func<HttpContext, int, Task> stable, Func<HttpContext, int, Task> canary, Func<MirrorConfig, MirrorConfig>? configure = null, Action<ProxyOptions>? options = null)
    {
        var shop = new MirroredShop(await ProxyUnderTest.StartAsync(options), await DelegateBackend.StartAsync(stable), await DelegateBackend.StartAsync(canary));
        var mirror = new MirrorConfig { Variant = "canary" };
        await shop.Proxy.ApplyAsync(Service(shop.Stable.Address, shop.Canary.Address, configure?.Invoke(mirror) ?? mirror));
        return shop;
    }

    public static ServiceConfig Service(string stable, string canary, MirrorConfig? mirror) =>
        TestServices.Split(new VariantConfig { Destinations = [new(stable)] }, new VariantConfig { Destinations = [new(canary)] }, 0) with { Traffic = new TrafficConfig { Mirror = mirror } };

    public long Count(MirrorResult result) => State.Metrics.CountOf(result);

    /// <summary>Waits until no copy is under way.</summary>
    public Task SettledAsync() => Eventually.TrueAsync(() => State.Pending == 0, "no copy is under way");

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Stable.DisposeAsync();
        await Canary.DisposeAsync();
    }
}

using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Replay;

/// <summary>500 requests a second, a tenth of them to a canary in trouble, of every kind in turn.</summary>
public sealed class TroubleUnderLoadTests
{
    private const int PerSecond = 500;
    private const decimal CanaryPercent = 10;

    private static readonly TimeSpan Each = TimeSpan.FromSeconds(TestSize.Of(1, full: 20));

    private static readonly string[] Troubles =
    [
        "refuses",
        "hangs",
        "",
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n",
    ];

    [Fact]
    public async Task Not_one_safe_request_fails()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var healthy = await StubBackend.StartAsync("canary");
        await proxy.ApplyAsync(Service(stable, healthy.Address));
        await using var traffic = PacedTraffic.Start(PerSecond, new Uri(proxy.Url, "/cart"));
        await Eventually.TrueAsync(() => traffic.Answers.Any(answer => answer.Variant == "canary"), "the canary answers");

        // Killed, with requests under way.
        await healthy.DisposeAsync();
        await Task.Delay(Each);
        foreach (var trouble in Troubles)
        {
            await using var canary = new TroubledCanary(trouble);
            await proxy.ApplyAsync(Service(stable, canary.Address));
            await Task.Delay(Each);

            // So that none is under way there when it goes.
            await proxy.ApplyAsync(Service(stable, canary.Address) with { Weights = TestServices.Weights(0) });
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
        var (ofCanary, ofStable) = (proxy.Traffic.For("shop", "canary"), proxy.Traffic.For("shop", "stable"));
        ofCanary.FellBack.ShouldBeGreaterThan(7 * (long)(PerSecond * Each.TotalSeconds / 20));
        ofCanary.Rescued.ShouldBe(ofCanary.FellBack);
        new[] { 500, 502, 503, 504 }.Sum(ofCanary.Codes.CountOf).ShouldBe(ofCanary.FellBack);
        new[] { 500, 502, 503, 504 }.Sum(ofStable.Codes.CountOf).ShouldBe(0);
        Figures.Report($"500 requests/s, {CanaryPercent} % of them to a canary that is killed, refuses, hangs, resets, breaks off, answers 500 and 503", $"{traffic.Answers.Count} requests, {ofCanary.FellBack} rescued, none failed");
    }

    private static ServiceConfig Service(StubBackend stable, string canary) => TestServices.Split(
        TestServices.Variant(stable), new VariantConfig { Destinations = [new DestinationConfig(canary)] }, CanaryPercent) with
    {
        Traffic = new TrafficConfig { Fallback = new FallbackConfig { Statuses = new(["5xx"]), After = TimeSpan.FromMilliseconds(250), Budget = Weight.FromHundredths(3_000) } },
    };
}

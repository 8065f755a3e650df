using System.Net;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Routing;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Health;

/// <summary>Ejections as clients and operators meet them.</summary>
public sealed class EjectionTests
{
    [Fact]
    public async Task One_of_four_that_fails_half_of_its_requests_is_ejected_within_five_seconds_of_moderate_traffic_and_comes_back()
    {
        await using var failing = await StubBackend.StartAsync("failing");
        await using var second = await StubBackend.StartAsync("second");
        await using var third = await StubBackend.StartAsync("third");
        await using var fourth = await StubBackend.StartAsync("fourth");
        failing.FailsEvery = 2;
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(failing, second, third, fourth) with
        {
            LoadBalancing = LoadBalancingPolicy.RoundRobin,
            PassiveHealthCheck = new PassiveHealthCheckConfig { Statuses = new(["5xx"]), Reactivation = TimeSpan.FromMilliseconds(500) },
        }));

        // At 8 requests a second, 40 are five seconds.
        for (var i = 0; i < 40; i++)
        {
            using var answer = await proxy.Client.GetAsync("/");
        }

        var view = proxy.Resolve<ServiceView>();
        Of(view, "canary_ejections_total").ShouldBe([("", 1)]);
        failing.FailsEvery = 0;
        await Eventually.TrueAsync(() => Of(view, "canary_destinations").SequenceEqual([("healthy", 4), ("ejected", 0)]), "it comes back");
        failing.RefusesAll = true;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await proxy.Client.GetAsync("/");
                return Of(view, "canary_destinations").SequenceEqual([("healthy", 3), ("ejected", 1)]);
            },
            "it is ejected again");
    }

    [Fact]
    public async Task Requests_beyond_the_most_at_once_get_503_until_others_end()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var variant = TestServices.Variant(backend) with { MaxConcurrency = 2 };
        await proxy.ApplyAsync(TestServices.Single(variant));
        using var leaving = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 2).Select(_ => proxy.Client.GetAsync("/stall", leaving.Token)).ToList();
        await Eventually.TrueAsync(() => backend.Requests == 2, "both requests wait");

        using (var refused = await proxy.Client.GetAsync("/"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            proxy.Traffic.For("shop", "stable").Codes.CountOf(503).ShouldBe(1);
        }

        // Another cluster counts those of the one before.
        await proxy.ApplyAsync(TestServices.Single(variant with { SlowStart = TimeSpan.FromSeconds(1) }));
        using (var refused = await proxy.Client.GetAsync("/"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await proxy.Client.GetAsync("/");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "there is room again");
    }

    [Fact]
    public async Task Requests_beyond_the_most_at_once_go_to_the_baseline_where_there_is_a_fallback()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(TestServices.Variant(stable), TestServices.Variant(canary) with { MaxConcurrency = 1 }, 100) with
        {
            Traffic = new TrafficConfig { Fallback = new FallbackConfig() },
        });
        using var leaving = new CancellationTokenSource();
        var waiting = proxy.Client.GetAsync("/stall", leaving.Token);
        await Eventually.TrueAsync(() => canary.Requests == 1, "a request waits");

        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
        proxy.Traffic.For("shop", "canary").Codes.CountOf(503).ShouldBe(1);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Operators_see_destinations_and_how_they_are()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", $$$"""{ "variants": { "stable": { "destinations": ["{{{backend.Address}}}"] } } }""");

        using var view = JsonDocument.Parse(await gateway.Admin.GetStringAsync("/api/v1/services/shop/destinations"));
        var destination = view.RootElement.GetProperty("variants")[0].GetProperty("destinations")[0];
        destination.GetProperty("address").GetString().ShouldBe(backend.Address);
        destination.GetProperty("health").GetString().ShouldBe("healthy");
        destination.GetProperty("inFlight").GetInt32().ShouldBe(0);
        (await gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_destinations{service=\"shop\",variant=\"stable\",state=\"healthy\"} 1");
        using var unknown = await gateway.Admin.GetAsync("/api/v1/services/none/destinations");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static List<(string Label, double Value)> Of(ServiceView view, string family) =>
        [.. view.Families.Single(f => f.Name == family).Read().Select(sample => (sample.Label3 ?? "", sample.Value))];
}

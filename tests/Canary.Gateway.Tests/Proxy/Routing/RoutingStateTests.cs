using System.Net;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Telemetry;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Routing;

public sealed class RoutingStateTests
{
    [Fact]
    public async Task A_change_of_weights_keeps_the_clusters()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var (shop, other) = (TestServices.Split(stable, canary, 0), TestServices.Single(stable, "other") with { Match = new MatchConfig { Path = "/other" } });
        await proxy.ApplyAsync(shop, other);
        var routing = proxy.Resolve<RoutingState>();
        var before = routing.Current;

        await proxy.ApplyAsync(shop with { Weights = TestServices.Weights(100), Variants = new Dictionary<string, VariantConfig>(shop.Variants) }, other);
        routing.Current.Named("other").ShouldBeSameAs(before.Named("other")!);
        routing.Current.Named("shop")!.Variants.Zip(before.Named("shop")!.Variants).ShouldAllBe(pair => ReferenceEquals(pair.First, pair.Second));
        (await proxy.Client.GetStringAsync("/")).ShouldBe("canary");
    }

    [Fact]
    public async Task A_change_of_one_variants_backends_replaces_its_cluster_only()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(stable, stable, 100));
        var routing = proxy.Resolve<RoutingState>();
        var before = routing.Current.Named("shop")!.Variants;

        await proxy.ApplyAsync(TestServices.Split(stable, canary, 100));
        var after = routing.Current.Named("shop")!.Variants;
        after[0].ShouldBeSameAs(before[0]);
        after[1].Cluster.ShouldNotBeSameAs(before[1].Cluster);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("canary");
        proxy.Resolve<ClusterRunner>().Running.ShouldBe(2);
    }

    [Fact]
    public async Task Services_come_and_go()
    {
        await using var shop = await StubBackend.StartAsync("shop");
        await using var blog = await StubBackend.StartAsync("blog");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var (first, second) = (TestServices.Single(shop), TestServices.Single(blog, "blog") with { Match = new MatchConfig { Path = "/blog" } });
        await proxy.ApplyAsync(first);
        (await proxy.Client.GetStringAsync("/blog")).ShouldBe("shop");
        await proxy.ApplyAsync(first, second);
        (await proxy.Client.GetStringAsync("/blog")).ShouldBe("blog");
        proxy.Traffic.Variants.Select(v => v.Service).ShouldBe(["blog", "shop"]);

        await proxy.ApplyAsync(second);
        using var gone = await proxy.Client.GetAsync("/");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        proxy.Resolve<ClusterRunner>().Running.ShouldBe(1);
        proxy.Traffic.Variants.Select(v => v.Service).ShouldBe(["blog"]);
    }

    [Fact]
    public async Task Weights_in_force_are_told_to_the_metrics()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Split(backend, backend, 25);
        await proxy.ApplyAsync(service);
        Ratios().ShouldBe((0.75, 0.25));
        await proxy.ApplyAsync(service with { Weights = TestServices.Weights(0.01m) });
        Ratios().ShouldBe((0.9999, 0.0001));
        await proxy.ApplyAsync(service with { RolledBack = true });
        Ratios().ShouldBe((1, 0));

        (double Stable, double Canary) Ratios() => (proxy.Traffic.For("shop", "stable").WeightRatio, proxy.Traffic.For("shop", "canary").WeightRatio);
    }

    [Fact]
    public async Task The_baseline_is_told_to_the_metrics()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Split(backend, backend, 25);
        await proxy.ApplyAsync(service);
        Baselines().ShouldBe(["stable"]);
        await proxy.ApplyAsync(service with { Baseline = "canary" });
        Baselines().ShouldBe(["canary"]);

        IEnumerable<string> Baselines() => TrafficFamilies.Of(proxy.Traffic).Single(family => family.Name == "canary_baseline_info").Read().Select(sample => sample.Label2!);
    }

    [Fact]
    public async Task A_configuration_that_the_proxy_refuses_changes_nothing()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(stable));
        var before = proxy.Resolve<RoutingState>().Current;

        var refused = TestServices.Single(TestServices.Variant(canary) with { ActiveHealthCheck = new ActiveHealthCheckConfig { Interval = TimeSpan.FromSeconds(-1) } });
        var error = await Should.ThrowAsync<InvalidOperationException>(() => proxy.ApplyAsync(refused));
        error.Message.ShouldContain("interval");
        proxy.Resolve<RoutingState>().Current.ShouldBeSameAs(before);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");

        await proxy.ApplyAsync(TestServices.Single(canary));
        (await proxy.Client.GetStringAsync("/")).ShouldBe("canary");
    }

    [Fact]
    public async Task Two_services_with_the_same_match_are_refused_and_leave_no_trace()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var shop = TestServices.Single(backend);
        await proxy.ApplyAsync(shop);

        await Should.ThrowAsync<InvalidOperationException>(() => proxy.ApplyAsync(shop, TestServices.Single(backend, "twin")));
        proxy.Resolve<ClusterRunner>().Running.ShouldBe(1);
        proxy.Traffic.Variants.Select(v => v.Service).ShouldBe(["shop"]);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
    }

    [Fact]
    public async Task No_request_fails_while_services_destinations_and_weights_change()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var shop = TestServices.Split(stable, canary, 50);
        await proxy.ApplyAsync(shop);

        await using var clients = new BusyClients(proxy.Client, count: 4, allowed: ["stable", "canary"]);
        for (var change = 0; change < 60; change++)
        {
            var other = TestServices.Single(stable, $"other-{change}") with { Match = new MatchConfig { Path = "/other" } };
            await proxy.ApplyAsync(shop with { Weights = TestServices.Weights(change) }, other);
            await clients.ProgressAsync();
            await proxy.ApplyAsync(change % 2 == 0 ? TestServices.Split(canary, stable, change) : shop);
            await clients.ProgressAsync();
        }

        await clients.StopAsync();
    }

    [Fact]
    public async Task A_service_that_swaps_its_backends_and_weights_is_never_seen_half_changed()
    {
        await using var good = await StubBackend.StartAsync("good");
        await using var bad = await StubBackend.StartAsync("bad");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var before = TestServices.Split(good, bad, 0);
        var after = TestServices.Split(bad, good, 100);
        await proxy.ApplyAsync(before);

        await using var clients = new BusyClients(proxy.Client, count: 2, allowed: ["good"]);
        for (var change = 0; change < 100; change++)
        {
            await proxy.ApplyAsync(change % 2 == 0 ? after : before);
            await clients.ProgressAsync();
        }

        await clients.StopAsync();
        bad.Requests.ShouldBe(0);
    }
}

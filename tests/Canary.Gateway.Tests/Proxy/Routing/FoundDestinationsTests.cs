using System.Net;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Routing;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Routing;

public sealed class FoundDestinationsTests
{
    private static readonly EtcdDiscoveryConfig Question = new() { Prefix = "/shop/" };

    private readonly FakeFound _found = new();

    [Fact]
    public async Task A_variants_own_destinations_stand_in_until_something_is_found()
    {
        await using var standIn = await StubBackend.StartAsync("stand-in");
        await using var one = await StubBackend.StartAsync("one");
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        await proxy.ApplyAsync(Service(standIn));
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stand-in");

        await FindAsync(proxy, one);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("one");
        proxy.Resolve<ClusterRunner>().Running.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_more_to_be_found_means_503()
    {
        await using var standIn = await StubBackend.StartAsync("stand-in");
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        await proxy.ApplyAsync(Service(standIn));
        await FindAsync(proxy);
        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await FindAsync(proxy, standIn);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stand-in");
    }

    [Fact]
    public async Task A_change_of_weights_or_the_same_list_keeps_the_cluster()
    {
        await using var one = await StubBackend.StartAsync("one");
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        var shop = Service(one);
        await proxy.ApplyAsync(shop);
        await FindAsync(proxy, one);
        var before = proxy.Resolve<RoutingState>().Current.Named("shop")!;

        await FindAsync(proxy, one);
        proxy.Resolve<RoutingState>().Current.Named("shop").ShouldBeSameAs(before);
        await proxy.ApplyAsync(shop with { ErrorCodes = ["500"] });
        proxy.Resolve<RoutingState>().Current.Named("shop")!.Variants[0].ShouldBeSameAs(before.Variants[0]);
    }

    [Fact]
    public async Task What_is_known_of_a_destinations_health_outlives_a_change_of_the_list()
    {
        await using var well = await StubBackend.StartAsync("well");
        await using var ill = await StubBackend.StartAsync("ill");
        await using var third = await StubBackend.StartAsync("third");
        ill.RefusesAll = true;
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        await proxy.ApplyAsync(Service(well, new PassiveHealthCheckConfig { ConsecutiveFailures = 1, FailureRatio = 0.01, Reactivation = TimeSpan.FromHours(1) }));
        await FindAsync(proxy, well, ill);
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await proxy.Client.GetAsync("/");
                return HealthOf(proxy, ill) == DestinationCondition.Ejected;
            },
            "the ill one is known to be ill");

        await FindAsync(proxy, well, ill, third);
        HealthOf(proxy, ill).ShouldBe(DestinationCondition.Ejected);
        HealthOf(proxy, third).ShouldNotBe(DestinationCondition.Ejected);
    }

    [Fact]
    public async Task Services_that_are_not_in_force_count_for_nothing()
    {
        await using var one = await StubBackend.StartAsync("one");
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        await proxy.ApplyAsync(Service(one));
        await proxy.Resolve<RoutingState>().RefreshAsync(["gone", "shop"], default);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("one");
    }

    [Fact]
    public async Task No_request_fails_while_lists_change()
    {
        await using var one = await StubBackend.StartAsync("one");
        await using var two = await StubBackend.StartAsync("two");
        await using var proxy = await ProxyUnderTest.StartAsync(found: _found);
        await proxy.ApplyAsync(Service(one));
        await using var clients = new BusyClients(proxy.Client, count: 4, allowed: ["one", "two"]);
        for (var change = 0; change < 100; change++)
        {
            await (change % 3 == 0 ? FindAsync(proxy, one) : change % 3 == 1 ? FindAsync(proxy, two) : FindAsync(proxy, one, two));
            await clients.ProgressAsync();
        }

        await clients.StopAsync();
        proxy.Resolve<ClusterRunner>().Running.ShouldBe(1);
    }

    private static ServiceConfig Service(StubBackend standIn, PassiveHealthCheckConfig? health = null) =>
        TestServices.Single(TestServices.Variant(standIn) with { Discovery = Question, PassiveHealthCheck = health });

    private static DestinationCondition HealthOf(ProxyUnderTest proxy, StubBackend backend) =>
        proxy.Resolve<RoutingState>().Current.Named("shop")!.Variants[0].Health.Destinations.Single(d => d.State.DestinationId == backend.Address).Condition;

    private Task FindAsync(ProxyUnderTest proxy, params StubBackend[] backends)
    {
        _found.List = TestServices.Variant(backends).Destinations;
        return proxy.Resolve<RoutingState>().RefreshAsync(["shop"], default);
    }

    private sealed class FakeFound : IFoundDestinations
    {
        public IReadOnlyList<DestinationConfig>? List { get; set; }

        public IReadOnlyList<DestinationConfig>? Of(DiscoveryConfig discovery) => List;
    }
}

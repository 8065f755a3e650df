using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Routing;

public sealed class DestinationBalancerTests
{
    [Fact]
    public async Task Destinations_share_requests_in_proportion_to_their_weights()
    {
        await using var light = await StubBackend.StartAsync("light");
        await using var heavy = await StubBackend.StartAsync("heavy");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new(light.Address), new(heavy.Address, 4)] }));

        const int Requests = 1_000;
        for (var i = 0; i < Requests; i++)
        {
            await proxy.Client.GetStringAsync("/");
        }

        (light.Requests + heavy.Requests).ShouldBe(Requests);
        ((double)light.Requests).ShouldBe(Requests / 5, 5 * Math.Sqrt(Requests * 0.2 * 0.8));
    }

    public static TheoryData<LoadBalancingPolicy> Policies => [.. Enum.GetValues<LoadBalancingPolicy>()];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Every_policy_can_be_chosen(LoadBalancingPolicy policy)
    {
        await using var first = await StubBackend.StartAsync("first");
        await using var second = await StubBackend.StartAsync("second");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(TestServices.Variant(first, second) with { LoadBalancing = policy }));

        for (var i = 0; i < 40; i++)
        {
            await proxy.Client.GetStringAsync("/");
        }

        var alphabetical = new[] { first, second }.OrderBy(b => b.Address, StringComparer.OrdinalIgnoreCase).First();
        switch (policy)
        {
            case LoadBalancingPolicy.FirstAlphabetical:
                alphabetical.Requests.ShouldBe(40);
                break;
            case LoadBalancingPolicy.RoundRobin:
                first.Requests.ShouldBe(20);
                break;
            case LoadBalancingPolicy.LeastRequests:
                (first.Requests + second.Requests).ShouldBe(40);
                break;
            default:
                first.Requests.ShouldBeInRange(1, 39);
                break;
        }
    }

    [Fact]
    public async Task Two_services_take_turns_each_for_itself()
    {
        await using var first = await StubBackend.StartAsync("first");
        await using var second = await StubBackend.StartAsync("second");
        await using var other = await StubBackend.StartAsync("other");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var variant = TestServices.Variant(first, second) with { LoadBalancing = LoadBalancingPolicy.RoundRobin };
        await proxy.ApplyAsync(
            TestServices.Single(variant, "shop") with { Match = new MatchConfig { Path = "/shop" } },
            TestServices.Single(TestServices.Variant(other, other) with { LoadBalancing = LoadBalancingPolicy.RoundRobin }, "other"));

        for (var i = 0; i < 20; i++)
        {
            await proxy.Client.GetStringAsync("/shop");
            await proxy.Client.GetStringAsync("/other");
        }

        (first.Requests, second.Requests, other.Requests).ShouldBe((10, 10, 20));
    }
}

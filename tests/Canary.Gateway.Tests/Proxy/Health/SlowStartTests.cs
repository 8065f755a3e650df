using Canary.Core.Services;
using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Tests.Proxy.Health;

public sealed class SlowStartTests
{
    private const int Picks = 20_000;

    private static readonly VariantConfig Slow = new() { SlowStart = TimeSpan.FromSeconds(100) };

    public static TheoryData<LoadBalancingPolicy> GrowingPolicies => [.. Enum.GetValues<LoadBalancingPolicy>().Where(policy => policy != LoadBalancingPolicy.FirstAlphabetical)];

    [Theory]
    [MemberData(nameof(GrowingPolicies))]
    public void A_destination_that_comes_grows_into_its_share(LoadBalancingPolicy policy)
    {
        var variant = Joined(Slow);
        ShareOf('a', variant, policy).ShouldBe(0.1 / 3.1, 0.01);
        variant.Time.Advance(TimeSpan.FromSeconds(50));
        ShareOf('a', variant, policy).ShouldBe(0.55 / 3.55, 0.015);

        variant.Time.Advance(TimeSpan.FromSeconds(50));
        if (policy != LoadBalancingPolicy.LeastRequests)
        {
            ShareOf('a', variant, policy).ShouldBe(0.25, 0.02);
        }
    }

    [Fact]
    public void The_first_in_alphabetical_order_is_so_at_once() =>
        ShareOf('a', Joined(Slow), LoadBalancingPolicy.FirstAlphabetical).ShouldBe(1);

    [Fact]
    public void Without_a_slow_start_and_at_first_everybody_has_its_full_share()
    {
        ShareOf('a', Joined(Slow with { SlowStart = TimeSpan.Zero }), LoadBalancingPolicy.Random).ShouldBe(0.25, 0.02);
        ShareOf('a', new JudgedVariant("abcd", Slow), LoadBalancingPolicy.Random).ShouldBe(0.25, 0.02);
    }

    [Fact]
    public void Who_is_back_from_an_ejection_or_from_failed_probes_starts_slowly()
    {
        var variant = new JudgedVariant("abcd", Slow with { PassiveHealthCheck = new PassiveHealthCheckConfig(), ActiveHealthCheck = new ActiveHealthCheckConfig() });
        variant.Answer('a', 503, times: 5);
        variant.Time.Advance(TimeSpan.FromMinutes(1));
        variant.Available.ShouldBe("abcd");
        variant.Health.SlowStart!.PartOf(variant['a']).ShouldBe(0.1);

        variant.Probe('b', succeeds: false);
        variant.Time.Advance(TimeSpan.FromSeconds(100));
        variant.Probe('b', succeeds: true);
        variant.Health.SlowStart.PartOf(variant['a']).ShouldBe(1);
        variant.Health.SlowStart.PartOf(variant['b']).ShouldBe(0.1);
    }

    [Fact]
    public void A_cluster_that_replaces_another_goes_on_with_its_slow_starts()
    {
        var before = Joined(Slow);
        before.Time.Advance(TimeSpan.FromSeconds(50));
        var after = new JudgedVariant("abcd", Slow, before.Time);
        after.Health.Carry(before.Health);
        after.Health.SlowStart!.PartOf(after['a']).ShouldBe(0.55);
    }

    [Fact]
    public void Where_all_are_new_all_get_requests()
    {
        var before = new JudgedVariant("xyz", Slow);
        var after = new JudgedVariant("abcd", Slow, before.Time);
        after.Health.Carry(before.Health);
        ShareOf('a', after, LoadBalancingPolicy.RoundRobin).ShouldBe(0.25, 0.02);
    }

    private static JudgedVariant Joined(VariantConfig config)
    {
        var before = new JudgedVariant("bcd", config);
        var after = new JudgedVariant("abcd", config, before.Time);
        after.Health.Carry(before.Health);
        return after;
    }

    private static double ShareOf(char letter, JudgedVariant variant, LoadBalancingPolicy policy)
    {
        var balancer = new DestinationBalancer(variant.Health, policy, new Random(1));
        return (double)Enumerable.Range(0, Picks).Count(_ => JudgedVariant.LetterOf(balancer.Pick()!) == letter) / Picks;
    }
}

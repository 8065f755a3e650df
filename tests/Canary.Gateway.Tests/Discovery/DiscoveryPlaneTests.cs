using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery;

public sealed class DiscoveryPlaneTests
{
    private static readonly EtcdDiscoveryConfig Shop = new() { Prefix = "/shop/" };
    private static readonly EtcdDiscoveryConfig Blog = new() { Prefix = "/blog/" };

    [Fact]
    public async Task Variants_with_an_equal_question_share_one_follower()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("one", Shop, Shop with { }), Service("two", new EtcdDiscoveryConfig { Prefix = "/shop/" }));
        plane.Source.Say(Shop, "http://b", "http://a");
        await plane.ToldAsync("one", "two");
        plane.Source.Watches.ShouldBe(1);
        plane.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://a", "http://b"));
        plane.Metric("canary_discovery_destinations").ShouldBe(["one stable 2", "one v1 2", "two stable 2"]);
    }

    [Fact]
    public async Task A_question_that_nobody_asks_any_more_is_not_asked()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("one", Shop), Service("two", Shop), Service("three", Blog));
        await Eventually.TrueAsync(() => plane.Source.Watches == 2, "both are followed");
        plane.Apply(Service("two", Shop), Service("three", Blog));
        plane.Apply(Service("two", Blog), Service("three", Blog));
        await Eventually.TrueAsync(() => plane.Source.Ended == 1, "one ended");
        plane.Plane.Followers.ShouldHaveSingleItem().Discovery.ShouldBe(Blog);
        plane.Source.Watches.ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_keeps_the_last_list_and_is_said_and_counted_once()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("shop", Shop));
        plane.Source.Say(Shop, "http://a");
        await plane.ToldAsync("shop");
        plane.Metric("canary_discovery_up").ShouldBe(["etcd 1"]);
        plane.Source.Fail(Shop);
        plane.Source.Fail(Shop, new FormatException("a bug"));
        await Eventually.TrueAsync(() => plane.Metric("canary_discovery_failures_total") is ["etcd 2"], "both are counted");
        plane.Metric("canary_discovery_up").ShouldBe(["etcd 0"]);
        plane.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://a"));
        plane.Source.Say(Shop, "http://c");
        await plane.ToldAsync("shop");
        plane.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://c"));
        plane.Log.Lines.Count(line => line.Contains("can't be found", StringComparison.Ordinal)).ShouldBe(1);
        plane.Log.Lines.ShouldContain(line => line.Contains("found again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_allowed_is_left_out_said_and_counted()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("shop", Shop));
        plane.Source.Say(Shop, "http://a", "http://169.254.169.254", "nonsense");
        await plane.ToldAsync("shop");
        plane.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://a"));
        plane.Metric("canary_discovery_refused_total").ShouldBe(["etcd 2"]);
        plane.Log.Lines.ShouldContain(line => line.Contains("link-local", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sudden_emptiness_is_believed_after_a_while_though_the_source_says_it_once()
    {
        await using var plane = new PlaneUnderTest(emptyAfter: TimeSpan.FromMilliseconds(300));
        await plane.FollowAsync(Service("shop", Shop));
        plane.Source.Say(Shop, "http://a");
        await plane.ToldAsync("shop");
        plane.Source.Say(Shop);
        await plane.ToldAsync("shop");
        plane.Plane.Of(Shop).ShouldBe([]);
        plane.Log.Lines.ShouldContain(line => line.Contains("stay until that is certain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_starts_while_the_source_is_down_has_the_last_list()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("shop", Shop));
        plane.Source.Say(Shop, "http://a");
        await plane.ToldAsync("shop");

        await using var next = await plane.RestartAsync();
        next.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://a"));
        await next.FollowAsync(Service("shop", Shop));
        next.Source.Fail(Shop);
        await Eventually.TrueAsync(() => next.Metric("canary_discovery_up") is ["etcd 0"], "the source is down");
        next.Plane.Of(Shop).ShouldBe(FakeDestinations.Listed("http://a"));
    }

    [Fact]
    public async Task A_source_that_is_not_set_up_says_which_setting_is_missing()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync(Service("shop", new ConsulDiscoveryConfig { Service = "shop" }));
        await Eventually.TrueAsync(() => plane.Metric("canary_discovery_up") is ["consul 0"], "it is said to be down");
        plane.Log.Lines.ShouldContain(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Canary:Discovery:Consul:Address is missing", StringComparison.Ordinal));
        plane.Metric("canary_discovery_destinations").ShouldBe(["shop stable 1"]);
    }

    [Fact]
    public async Task A_burst_of_changes_is_told_few_times()
    {
        await using var plane = new PlaneUnderTest();
        await plane.FollowAsync([.. Enumerable.Range(0, 100).Select(i => Service($"service-{i}", new EtcdDiscoveryConfig { Prefix = $"/{i}/" }))]);
        var before = plane.Told;
        for (var i = 0; i < 100; i++)
        {
            plane.Source.Say(new EtcdDiscoveryConfig { Prefix = $"/{i}/" }, "http://a");
        }

        await Eventually.TrueAsync(() => plane.Plane.Followers.All(follower => follower.Current is not null), "all were found");
        await plane.ToldAsync();
        (plane.Told - before).ShouldBeLessThan(50);
    }

    private static ServiceConfig Service(string name, params DiscoveryConfig[] variants) => new()
    {
        Name = name,
        Match = new MatchConfig { Path = "/" + name },
        Variants = variants.Select((discovery, i) => (Name: i == 0 ? "stable" : $"v{i}", discovery)).ToDictionary(
            variant => variant.Name,
            variant => new VariantConfig { Discovery = variant.discovery, Destinations = [new DestinationConfig("http://stand-in")] }),
    };
}

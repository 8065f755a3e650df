using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using static Canary.Gateway.Tests.Discovery.Consul.ConsulConversation;

namespace Canary.Gateway.Tests.Discovery.Consul;

/// <summary>Destinations from Consul, in conversations as its documentation describes them.</summary>
public sealed class ConsulWatchTests
{
    [Fact]
    public async Task Added_and_removed_instances_are_found_by_blocking_queries()
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance("10.0.0.1"));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.1:8080");
        var first = await consul.Server.AskedAsync();
        (first.Target, first.Headers["X-Consul-Token"]).ShouldBe(("/v1/health/service/shop?passing=1", "s3cret"));

        consul.Answers(9, Instance("10.0.0.1"), Instance("10.0.0.2", 9090, weight: 10));
        (await consul.NextAsync()).ShouldBe([new DestinationConfig("http://10.0.0.1:8080"), new DestinationConfig("http://10.0.0.2:9090", 10)]);
        (await consul.Server.AskedAsync()).Target.ShouldBe("/v1/health/service/shop?passing=1&index=7&wait=60s");

        consul.Answers(12, Instance("10.0.0.2", 9090));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.2:9090");
        (await consul.Server.AskedAsync()).Target.ShouldEndWith("&index=9&wait=60s");
    }

    [Fact]
    public async Task A_question_that_is_held_back_is_not_a_failure_until_the_wait_and_its_jitter_are_over()
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance("10.0.0.1"));
        await consul.NextAsync();
        var next = consul.NextAsync();
        await consul.Time.WaitedForAsync(TimeSpan.FromSeconds(73.75));
        consul.Time.Advance(TimeSpan.FromSeconds(63));
        next.IsCompleted.ShouldBeFalse();
        consul.Answers(7, Instance("10.0.0.1"));
        (await next).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_instances_with_all_tags_and_equal_meta_are_taken()
    {
        await using var consul = await BeginAsync(new ConsulDiscoveryConfig
        {
            Service = "shop front",
            Tags = new ValueList<string>(["v2", "a&b"]),
            Meta = new ValueList<KeyValuePair<string, string>>([new("track", "canary")]),
            Datacenter = "dc2",
            Scheme = "https",
        });
        consul.Answers(
            7,
            Instance("10.0.0.1", tags: """["a&b","v2","x"]""", meta: """{"track":"canary","x":"y"}"""),
            Instance("10.0.0.2", tags: """["v2"]""", meta: """{"track":"canary"}"""),
            Instance("10.0.0.3", tags: """["v2","a&b"]""", meta: """{"track":"stable"}"""),
            Instance("10.0.0.4", tags: "null", meta: "null"));
        (await consul.NextAddressesAsync()).ShouldBe("https://10.0.0.1:8080");
        (await consul.Server.AskedAsync()).Target.ShouldBe("/v1/health/service/shop%20front?passing=1&tag=v2&tag=a%26b&dc=dc2");
    }

    [Fact]
    public async Task A_change_of_meta_takes_an_instance_in_and_out()
    {
        await using var consul = await BeginAsync(new ConsulDiscoveryConfig { Service = "shop", Meta = new ValueList<KeyValuePair<string, string>>([new("track", "canary")]) });
        consul.Answers(7, Instance("10.0.0.1", meta: """{"track":"canary"}"""));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.1:8080");
        consul.Answers(8, Instance("10.0.0.1", meta: """{"track":"stable"}"""));
        (await consul.NextAddressesAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Addresses_are_the_services_or_else_the_nodes_with_IPv6_in_brackets()
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance(""), Instance("2001:db8::1"), Instance("shop.internal"), Instance("", node: "2001:db8::2"));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.9.0.1:8080 http://[2001:db8::1]:8080 http://shop.internal:8080 http://[2001:db8::2]:8080");
    }

    [Fact]
    public async Task Weights_are_bounded_and_an_address_counts_once()
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance("10.0.0.1", weight: 0), Instance("10.0.0.2", weight: 65535), Instance("10.0.0.1", weight: 5));
        (await consul.NextAsync()).ShouldBe([new DestinationConfig("http://10.0.0.1:8080", 1), new DestinationConfig("http://10.0.0.2:8080", 1000)]);
    }

    [Fact]
    public async Task No_instance_is_an_empty_list()
    {
        await using var consul = await BeginAsync();
        consul.Answers(7);
        (await consul.NextAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_index_that_goes_back_begins_anew()
    {
        await using var consul = await BeginAsync();
        consul.Answers(900, Instance("10.0.0.1"));
        await consul.NextAsync();
        consul.Answers(3, Instance("10.0.0.2"));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.2:8080");
        consul.Answers(3, Instance("10.0.0.2"));
        await consul.NextAsync();
        await consul.Server.AskedAsync();
        (await consul.Server.AskedAsync()).Target.ShouldContain("index=900");
        (await consul.Server.AskedAsync()).Target.ShouldNotContain("index");
    }

    [Fact]
    public async Task An_index_of_zero_still_blocks()
    {
        await using var consul = await BeginAsync();
        consul.Answers(0);
        await consul.NextAsync();
        consul.Answers(4, Instance("10.0.0.1"));
        await consul.NextAsync();
        await consul.Server.AskedAsync();
        (await consul.Server.AskedAsync()).Target.ShouldContain("index=1&");
    }

    [Fact]
    public async Task A_service_that_changes_all_the_time_is_asked_for_once_a_second()
    {
        await using var consul = await BeginAsync();
        for (var i = 1; i <= 4; i++)
        {
            consul.Answers(i, Instance("10.0.0.1"));
            await consul.NextAsync();
            await consul.Server.AskedAsync();
        }

        consul.Answers(5, Instance("10.0.0.1"));
        var fifth = consul.NextAsync();
        await consul.Time.WaitedForAsync(TimeSpan.FromSeconds(1));
        consul.Server.HasBeenAsked.ShouldBeFalse();
        consul.Time.Advance(TimeSpan.FromSeconds(1));
        await fifth;
    }
}

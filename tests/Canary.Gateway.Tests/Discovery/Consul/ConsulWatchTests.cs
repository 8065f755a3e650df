using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.TestKit;
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
    public async Task A_restarted_server_with_a_lower_index_is_asked_from_the_beginning()
    {
        await using var consul = await BeginAsync();
        consul.Answers(900, Instance("10.0.0.1"));
        await consul.NextAsync();
        await consul.Server.DisposeAsync();
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldStartWith($"Consul at {consul.Server.Address.GetLeftPart(UriPartial.Authority)} does not answer: ");

        consul.Server = await ScriptedServer.StartAsync(consul.Server.Port);
        consul.Answers(5, Instance("10.0.0.3"));
        (await consul.NextAddressesAsync()).ShouldBe("http://10.0.0.3:8080");
        (await consul.Server.AskedAsync()).Target.ShouldNotContain("index");
    }

    [Theory]
    [InlineData(500, "No cluster leader", "answered a question for service 'shop' with 500 and 'No cluster leader'.")]
    [InlineData(403, "Permission denied: token lacks permission 'service:read'", "answered a question for service 'shop' with 403 and 'Permission denied: token lacks permission 'service:read''.")]
    [InlineData(301, "", "answered a question for service 'shop' with 301.")]
    public async Task Other_statuses_are_failures_and_the_next_question_begins_anew(int status, string body, string message)
    {
        await using var consul = await BeginAsync();
        consul.Answers(7, Instance("10.0.0.1"));
        await consul.NextAsync();
        consul.Server.Answers(status, body, ("Location", "http://127.0.0.1:1/"));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith(message);
        consul.Answers(8, Instance("10.0.0.1"));
        (await consul.NextAsync()).Count.ShouldBe(1);
        await consul.Server.AskedAsync();
        await consul.Server.AskedAsync();
        (await consul.Server.AskedAsync()).Target.ShouldNotContain("index");
    }

    [Theory]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Addr""")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"}}]""")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Port":"8080"}}]""")]
    [InlineData("""[{"Node":{"Address":"10.9.0.1"},"Service":{"Port":0}}]""")]
    [InlineData("""[{"Node":{"Address":"evil/?x"},"Service":{"Port":80}}]""")]
    [InlineData("<html>502</html>")]
    [InlineData("")]
    public async Task Malformed_answers_are_failures_and_never_an_empty_list(string body)
    {
        await using var consul = await BeginAsync();
        consul.Server.Answers(200, body, ("X-Consul-Index", "7"));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldContain("answered with what cannot be ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    public async Task An_answer_without_an_index_is_a_failure(string index)
    {
        await using var consul = await BeginAsync();
        consul.Server.Answers(200, "[]", ("X-Consul-Index", index));
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith("answered without a number in X-Consul-Index.");
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_a_failure()
    {
        await using var consul = await BeginAsync();
        var spaces = new byte[1024 * 1024];
        spaces.AsSpan().Fill((byte)' ');
        consul.Server.Answers(async context =>
        {
            for (var i = 0; i < 17; i++)
            {
                await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
            }
        });
        (await Should.ThrowAsync<DiscoveryException>(consul.NextAsync)).Message.ShouldEndWith("answered with more than 16777216 bytes.");
    }

    [Fact]
    public async Task A_slow_answer_is_a_failure_and_a_caller_may_stop_waiting()
    {
        await using var consul = await BeginAsync();
        var next = consul.NextAsync();
        await consul.Server.AskedAsync();
        consul.Time.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<DiscoveryException>(next)).Message.ShouldEndWith("did not answer within 10s.");

        using var stop = new CancellationTokenSource();
        var another = consul.Watch.NextAsync(stop.Token);
        await consul.Server.AskedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(another);
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

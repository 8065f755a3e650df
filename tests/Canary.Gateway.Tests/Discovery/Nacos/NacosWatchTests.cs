using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using static Canary.Gateway.Tests.Discovery.Nacos.NacosConversation;

namespace Canary.Gateway.Tests.Discovery.Nacos;

/// <summary>Destinations from Nacos, in conversations as its documentation describes them.</summary>
public sealed class NacosWatchTests
{
    [Fact]
    public async Task Added_and_removed_instances_are_found_as_often_as_heartbeats_come()
    {
        await using var nacos = await BeginAsync();
        nacos.Answers(Instance("10.0.0.1"));
        Addresses(await nacos.NextAsync()).ShouldBe("http://10.0.0.1:8080");
        (await nacos.Server.AskedAsync()).Target.ShouldBe("/nacos/v3/client/ns/instance/list?serviceName=shop&groupName=DEFAULT_GROUP&healthyOnly=true");

        nacos.Answers(Instance("10.0.0.1"), Instance("2001:db8::1", 9090));
        Addresses(await nacos.NextAfterAsync(5)).ShouldBe("http://10.0.0.1:8080 http://[2001:db8::1]:9090");

        nacos.Answers(Instance("2001:db8::1", 9090));
        Addresses(await nacos.NextAfterAsync(5)).ShouldBe("http://[2001:db8::1]:9090");
    }

    [Fact]
    public async Task Servers_of_the_second_generation_are_found_out_once()
    {
        await using var nacos = await BeginAsync(new NacosDiscoveryConfig { Service = "shop front", Group = "G", Clusters = new ValueList<string>(["EAST"]) }, space: "dev");
        nacos.Server.Answers(404, """{"timestamp":"2026-01-01","status":404,"error":"Not Found"}""");
        nacos.Server.Answers(200, Wrapped(Service(10_000, Instance("10.0.0.1", cluster: "EAST"), Instance("10.0.0.2", cluster: "WEST"))));
        Addresses(await nacos.NextAsync()).ShouldBe("http://10.0.0.1:8080");
        await nacos.Server.AskedAsync();
        const string Second = "/nacos/v2/ns/instance/list?serviceName=shop%20front&groupName=G&healthyOnly=true&namespaceId=dev&clusterName=EAST";
        (await nacos.Server.AskedAsync()).Target.ShouldBe(Second);

        nacos.Server.Answers(200, Wrapped(Service(10_000)));
        (await nacos.NextAfterAsync(10)).ShouldBeEmpty();
        (await nacos.Server.AskedAsync()).Target.ShouldBe(Second);
    }

    [Fact]
    public async Task Servers_of_the_first_generation_are_found_out_and_so_is_their_upgrade()
    {
        await using var nacos = await BeginAsync(new NacosDiscoveryConfig { Service = "shop", Clusters = new ValueList<string>(["EAST", "WEST"]) });
        nacos.Server.Answers(404, "");
        nacos.Server.Answers(404, "");
        nacos.Server.Answers(200, Service(3000, Instance("10.0.0.1", cluster: "EAST"), Instance("10.0.0.2", cluster: "NORTH")));
        Addresses(await nacos.NextAsync()).ShouldBe("http://10.0.0.1:8080");
        await nacos.Server.AskedAsync();
        await nacos.Server.AskedAsync();
        (await nacos.Server.AskedAsync()).Target.ShouldBe("/nacos/v1/ns/instance/list?serviceName=shop&groupName=DEFAULT_GROUP&healthyOnly=true&clusters=EAST%2CWEST");

        nacos.Server.Answers(410, """{"code":30000,"message":"API removed"}""");
        nacos.Answers(Instance("10.0.0.3", cluster: "WEST"));
        Addresses(await nacos.NextAfterAsync(5)).ShouldBe("http://10.0.0.3:8080");
        await nacos.Server.AskedAsync();
        (await nacos.Server.AskedAsync()).Target.ShouldStartWith("/nacos/v3/client/");
    }

    [Fact]
    public async Task Only_healthy_and_enabled_instances_of_equal_metadata_and_some_weight_are_taken()
    {
        await using var nacos = await BeginAsync(new NacosDiscoveryConfig { Service = "shop", Metadata = new ValueList<KeyValuePair<string, string>>([new("track", "canary")]) });
        const string Canary = """{"track":"canary","x":"y"}""";
        nacos.Answers(
            Instance("10.0.0.1", metadata: Canary),
            Instance("10.0.0.2", metadata: Canary, healthy: "false"),
            Instance("10.0.0.3", metadata: Canary, enabled: "false"),
            Instance("10.0.0.4", metadata: Canary, weight: "0.0"),
            Instance("10.0.0.5", metadata: """{"track":"stable"}"""),
            Instance("10.0.0.6", metadata: "null"));
        Addresses(await nacos.NextAsync()).ShouldBe("http://10.0.0.1:8080");

        nacos.Answers(Instance("10.0.0.1", metadata: """{"track":"stable"}"""), Instance("10.0.0.5", metadata: Canary));
        Addresses(await nacos.NextAfterAsync(5)).ShouldBe("http://10.0.0.5:8080");
    }

    [Theory]
    [InlineData("1 2 1000", "1 2 1000")]
    [InlineData("1.0 0.5 0.0001", "1000 500 1")]
    [InlineData("10000 5000 1", "1000 500 1")]
    [InlineData("0.01 0.01 0.01", "1000 1000 1000")]
    public async Task Weights_keep_their_proportions(string given, string expected)
    {
        await using var nacos = await BeginAsync();
        nacos.Answers([.. given.Split(' ').Select((weight, i) => Instance($"10.0.0.{i}", weight: weight))]);
        string.Join(' ', (await nacos.NextAsync()).Select(d => d.Weight)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1000, 5)]
    [InlineData(20_000, 20)]
    [InlineData(3_600_000, 60)]
    public async Task The_pause_is_what_the_server_says_but_no_shorter_than_heartbeats_and_bounded(int cacheMillis, int seconds)
    {
        await using var nacos = await BeginAsync();
        nacos.Server.Answers(404, "");
        nacos.Server.Answers(200, Wrapped(Service(cacheMillis, Instance("10.0.0.1"))));
        await nacos.NextAsync();
        nacos.Server.Answers(200, Wrapped(Service(cacheMillis, Instance("10.0.0.1"))));
        (await nacos.NextAfterAsync(seconds)).Count.ShouldBe(1);
    }
}

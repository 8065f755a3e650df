using System.Diagnostics;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery;
using Canary.Gateway.Discovery.Dns;
using Canary.Gateway.Discovery.Settings;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Discovery.Dns;

/// <summary>Against a real DNS server.</summary>
public sealed class DnsSourceTests
{
    private static readonly DnsDiscoveryConfig Shop = new() { Name = "shop.internal", Port = 8080 };

    [Fact]
    public async Task A_name_has_its_addresses_of_both_kinds()
    {
        await using var server = await DnsServer.StartAsync("shop 60 IN A 10.0.0.1", "shop 60 IN A 10.0.0.2", "shop 60 IN AAAA fd00::1");
        (await AskAsync(server, Shop)).ShouldBe(["http://10.0.0.1:8080", "http://10.0.0.2:8080", "http://[fd00::1]:8080"]);
        (await AskAsync(server, Shop with { Scheme = "https", Name = "shop.internal." })).ShouldContain("https://10.0.0.1:8080");
    }

    [Fact]
    public async Task An_alias_is_followed_by_the_server()
    {
        await using var server = await DnsServer.StartAsync("other 60 IN CNAME shop", "shop 60 IN A 10.0.0.1");
        (await AskAsync(server, Shop with { Name = "other.internal" })).ShouldBe(["http://10.0.0.1:8080"]);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_or_has_no_address_is_an_empty_list()
    {
        await using var server = await DnsServer.StartAsync("shop 60 IN TXT nothing");
        (await AskAsync(server, Shop)).ShouldBeEmpty();
        (await AskAsync(server, Shop with { Name = "nobody.internal" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_has_the_targets_of_the_lowest_priority_with_their_ports_and_weights()
    {
        await using var server = await DnsServer.StartAsync(
            "_http._tcp.shop 60 IN SRV 10 600 8081 a", "_http._tcp.shop 60 IN SRV 10 0 8082 b", "_http._tcp.shop 60 IN SRV 20 1 8083 c",
            "a 60 IN A 10.0.0.1", "b 60 IN A 10.0.0.2", "b 60 IN AAAA fd00::2", "c 60 IN A 10.0.0.3", "_none._tcp.shop 60 IN SRV 0 0 0 .");
        using var watch = Source(server).Watch(new DnsDiscoveryConfig { Name = "_http._tcp.shop.internal" });
        (await watch.NextAsync(default)).OrderBy(found => found.Address, StringComparer.Ordinal).ShouldBe(
            [new("http://10.0.0.1:8081", 600), new("http://10.0.0.2:8082", 1), new DestinationConfig("http://[fd00::2]:8082", 1)]);
        (await AskAsync(server, new DnsDiscoveryConfig { Name = "_none._tcp.shop.internal" })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1000, 1000, 1000)]
    [InlineData(65535, 65535, 1000)]
    [InlineData(30000, 60000, 500)]
    [InlineData(1, 60000, 1)]
    public void WeightOf_AnyWeight_IsFromOneToAThousand(int weight, int largest, int expected) => DnsWatch.WeightOf(weight, largest).ShouldBe(expected);

    [Fact]
    public async Task An_answer_that_does_not_fit_a_datagram_comes_by_tcp()
    {
        await using var server = await DnsServer.StartAsync([.. Enumerable.Range(0, 400).Select(i => $"shop 60 IN A 10.0.{i / 200}.{i % 200}")]);
        (await AskAsync(server, Shop)).Length.ShouldBe(400);
    }

    [Fact]
    public async Task A_changed_record_is_found_within_its_time_to_live_and_a_second()
    {
        await using var server = await DnsServer.StartAsync("shop 2 IN A 10.0.0.1");
        using var watch = Source(server).Watch(Shop);
        (await watch.NextAsync(default)).ShouldHaveSingleItem().Address.ShouldBe("http://10.0.0.1:8080");
        var asked = Stopwatch.StartNew();
        await server.ChangeAsync("shop 2 IN A 10.0.0.2");
        var changed = Stopwatch.StartNew();
        (await watch.NextAsync(default)).ShouldHaveSingleItem().Address.ShouldBe("http://10.0.0.2:8080");
        asked.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        changed.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_server_that_fails_or_is_away_is_a_failure_and_is_asked_anew()
    {
        await using var server = await DnsServer.StartAsync("shop 60 IN A 10.0.0.1");
        using var watch = Source(server).Watch(Shop);
        await watch.NextAsync(default);

        // A zone that is not here is refused; nobody is there at all.
        using var elsewhere = Source(server).Watch(Shop with { Name = "shop.elsewhere" });
        (await Should.ThrowAsync<DiscoveryException>(() => elsewhere.NextAsync(default))).Message.ShouldContain("Refused");
        await server.StopAsync();
        using var other = Source(server).Watch(Shop);
        (await Should.ThrowAsync<DiscoveryException>(() => other.NextAsync(default))).Message.ShouldContain(server.Address);
        await server.RunAsync();
        (await other.NextAsync(default)).ShouldHaveSingleItem();
    }

    private static DnsSource Source(DnsServer server) => DnsSource.Create(new DnsOptions { Server = server.Address }, TimeProvider.System)!;

    private static async Task<string[]> AskAsync(DnsServer server, DnsDiscoveryConfig discovery)
    {
        using var watch = Source(server).Watch(discovery);
        return [.. (await watch.NextAsync(default)).Select(found => found.Address).Order(StringComparer.Ordinal)];
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>What the console reads, of two gateways on one Redis.</summary>
public sealed class ConsoleFleetTests
{
    [Fact]
    public async Task The_overview_has_the_traffic_of_both_gateways_at_either()
    {
        await using var pair = await StartAsync();
        await WaitForFleetAsync(pair.First);
        await WaitForFleetAsync(pair.Second);

        for (var i = 0; i < 30; i++)
        {
            (await pair.First.Proxy.GetAsync("/")).Dispose();
            (await pair.Second.Proxy.GetAsync("/")).Dispose();
            (await pair.Second.Proxy.GetAsync("/")).Dispose();
        }

        foreach (var gateway in new[] { pair.First, pair.Second })
        {
            await Eventually.TrueAsync(async () => await StartedAsync(gateway) is >= 87 and <= 93, $"{gateway.Services.Instance.Id} shows all 90 requests of the last minutes");
        }
    }

    [Fact]
    public async Task Nothing_is_said_while_nobody_looks()
    {
        await using var pair = await StartAsync();
        (await pair.First.Proxy.GetAsync("/")).Dispose();

        // Longer than the pauses in which gateways ask whether somebody looks.
        await Eventually.TrueAsync(() => pair.First.Services.Samples.Read(samples => samples.Next) > 0, "a sample was taken");
        (await pair.Redis.CommandAsync("EXISTS", "{canary}:traffic:" + pair.First.Services.Instance.Id)).Trim().ShouldBe("0");
        await WaitForFleetAsync(pair.Second);
        (await pair.Redis.CommandAsync("EXISTS", "{canary}:traffic:" + pair.First.Services.Instance.Id)).Trim().ShouldBe("1");
        (await pair.Redis.CommandAsync("TTL", "{canary}:traffic:" + pair.First.Services.Instance.Id)).Trim().ShouldNotBe("-1");
    }

    [Fact]
    public async Task Exactly_one_gateway_leads_and_another_one_when_it_stops()
    {
        await using var pair = await StartAsync();
        await Eventually.TrueAsync(async () => (await LeadersAsync(pair.Second)).Count == 1, "one of the gateways leads");

        var first = pair.First.Services.Control.Leadership.Current is not null;
        var (leader, other) = first ? (pair.First, pair.Second) : (pair.Second, pair.First);
        (await LeadersAsync(other)).ShouldBe([leader.Services.Instance.Id]);
        await leader.DisposeAsync();
        await Eventually.TrueAsync(async () => (await LeadersAsync(other)).SequenceEqual([other.Services.Instance.Id]), "the other one leads");
    }

    private static async Task<GatewayPair> StartAsync()
    {
        var pair = await GatewayPair.StartAsync();
        await pair.First.PutServiceAsync("shop", $$"""
            {
              "name": "shop",
              "variants": { "stable": { "destinations": ["{{pair.Stable.Address}}"] }, "canary": { "destinations": ["{{pair.Canary.Address}}"] } },
              "weights": { "stable": 50, "canary": 50 }
            }
            """);
        await Eventually.TrueAsync(() => pair.Second.Services.Snapshots.Current.Services.ContainsKey("shop"), "the service at the second gateway");
        return pair;
    }

    private static Task WaitForFleetAsync(GatewayUnderTest gateway) => Eventually.TrueAsync(
        async () => await OverviewAsync(gateway) is var overview && overview.GetProperty("scope").GetString() == "fleet" && overview.GetProperty("gateways").GetInt32() == 2,
        "both gateways are heard");

    // Of the spark, as it reaches back for minutes; its values are rounded.
    private static async Task<int> StartedAsync(GatewayUnderTest gateway)
    {
        var overview = await OverviewAsync(gateway);
        return overview.GetProperty("scope").GetString() == "fleet"
            ? (int)Math.Round(overview.GetProperty("services")[0].GetProperty("spark").EnumerateArray().Sum(value => value.GetDouble()) * 10)
            : -1;
    }

    private static async Task<List<string>> LeadersAsync(GatewayUnderTest gateway) =>
        [.. (await gateway.Admin.GetFromJsonAsync<JsonElement>("/api/v1/instances")).EnumerateArray().Where(instance => instance.GetProperty("leads").GetBoolean()).Select(instance => instance.GetProperty("id").GetString()!)];

    private static Task<JsonElement> OverviewAsync(GatewayUnderTest gateway) => gateway.Admin.GetFromJsonAsync<JsonElement>("/api/v1/overview");
}

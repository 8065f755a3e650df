using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Rollouts;

/// <summary>Three gateways, as processes, on one Redis that has a replica; two backends behind them.</summary>
internal sealed class RolloutFleet : IAsyncDisposable
{
    private readonly List<GatewayProcess> _gateways = [];

    private RolloutFleet(RedisPair redis, StubBackend stable, StubBackend canary) => (Redis, Stable, Canary) = (redis, stable, canary);

    public RedisPair Redis { get; }

    public StubBackend Stable { get; }

    public StubBackend Canary { get; }

    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    public static async Task<RolloutFleet> StartAsync()
    {
        var fleet = new RolloutFleet(await RedisPair.StartAsync(), await StubBackend.StartAsync("stable"), await StubBackend.StartAsync("canary"));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fleet.AddAsync()));
        return fleet;
    }

    /// <summary>One more gateway.</summary>
    public async Task<GatewayProcess> AddAsync()
    {
        var gateway = await GatewayProcess.StartAsync(
            ("Store:Kind", "Redis"),
            ("Store:Redis", Redis.Configuration),
            ("Store:PollInterval", "500ms"));
        lock (_gateways)
        {
            _gateways.Add(gateway);
        }

        return gateway;
    }

    /// <summary>The one that leads.</summary>
    public async Task<GatewayProcess> LeaderAsync()
    {
        GatewayProcess? leader = null;
        await Eventually.TrueAsync(
            async () =>
            {
                foreach (var gateway in _gateways.Where(gateway => !gateway.HasExited))
                {
                    if ((await gateway.Admin.GetStringAsync("/metrics")).Contains("\ncanary_leader 1\n", StringComparison.Ordinal))
                    {
                        leader = gateway;
                        return true;
                    }
                }

                return false;
            },
            "one gateway leads");
        return leader!;
    }

    /// <summary>A service with sticky users by header and a rule, all traffic on stable.</summary>
    public Task PutServiceAsync(string name) => _gateways[0].PutServiceAsync(name, $$"""
        {
          "name": "{{name}}",
          "match": { "path": "/{{name}}" },
          "variants": { "stable": { "destinations": ["{{Stable.Address}}"] }, "canary": { "destinations": ["{{Canary.Address}}"] } },
          "rules": [ { "name": "testers", "when": { "header": "x-tester", "exists": true }, "variant": "canary" } ],
          "sticky": { "cookie": "canary-id" }
        }
        """);

    /// <summary>Waits until every gateway that runs serves a service.</summary>
    public Task EverywhereAsync(string service) => Eventually.TrueAsync(
        async () =>
        {
            foreach (var gateway in _gateways)
            {
                using var answer = await gateway.Admin.GetAsync($"/api/v1/services/{service}");
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    return false;
                }
            }

            return true;
        },
        "the service is served everywhere");

    /// <summary>Sends a call to a gateway, and fails where it is refused.</summary>
    public static async Task<JsonElement> PostAsync(GatewayProcess gateway, string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Admin.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A service's rollout, as a gateway tells it.</summary>
    public static async Task<JsonElement> RolloutAsync(GatewayProcess gateway, string service) =>
        await gateway.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/services/{service}/rollout");

    /// <summary>A service's history, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> HistoryAsync(GatewayProcess gateway, string service) =>
        [.. (await gateway.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/services/{service}/history?pageSize=1000")).GetProperty("items").EnumerateArray().Reverse()];

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await Stable.DisposeAsync();
        await Canary.DisposeAsync();
        await Redis.DisposeAsync();
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Two gateways on a real Redis judge a rollout on the traffic of both, and nobody touches anything.</summary>
public sealed class JudgedFleetTests : IAsyncLifetime
{
    private EventReceiver _receiver = null!;
    private GatewayPair _gateways = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await EventReceiver.StartAsync();
        _gateways = await GatewayPair.StartAsync();
        using var sink = await _gateways.First.Admin.PutAsJsonAsync("/api/v1/sinks/hook", new { type = "webhook", url = _receiver.Url });
        sink.EnsureSuccessStatusCode();
        await _gateways.First.PutServiceAsync("shop", $$"""
            {
              "variants": { "stable": { "destinations": ["{{_gateways.Stable.Address}}"] }, "canary": { "destinations": ["{{_gateways.Canary.Address}}"] } }
            }
            """);
        await Eventually.TrueAsync(() => _gateways.Second.Services.Snapshots.Current.Services.Find("shop") is not null, "the second gateway has the service");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateways.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_canary_with_three_percent_of_errors_against_half_a_percent_is_taken_back_in_the_first_step()
    {
        (_gateways.Stable.FailsEvery, _gateways.Canary.FailsEvery) = (200, 33);
        var rollout = await RollOutAsync("""{"variant":"canary","steps":[{"weight":5,"hold":"1h"},{"weight":50},{"weight":100}],"analysis":{"falseAlarmRate":0.01}}""", "RolledBack");

        var message = rollout.GetProperty("message").GetString()!;
        Figures.Report("A canary with 3 % of errors against 0.5 %, at 5 % of the traffic of two gateways", message);
        message.ShouldMatch("^rolled back: verdict Fail: errors [0-9]+/[0-9,]+ against [0-9]+/[0-9,]+: evidence ");
        rollout.GetProperty("step").GetProperty("number").GetInt32().ShouldBe(1);
        (await _gateways.First.Services.Store.ReadHistoryAsync("shop", null, 1, default)).Single().Origin.Reason.ShouldBe(message);
        await Eventually.TrueAsync(
            () => _receiver.Told.Any(told => told.Contains("rollout.rolledBack", StringComparison.Ordinal) && JsonDocument.Parse(told).RootElement.GetProperty("data").GetProperty("message").GetString() == message),
            "the receiver is told with the numbers");

        // Both gateways saw it, whoever leads, and both show the same numbers.
        (_gateways.Canary.Requests, _gateways.Stable.Requests).ShouldSatisfyAllConditions(counts => counts.Item1.ShouldBeGreaterThan(50), counts => counts.Item2.ShouldBeGreaterThan(1_000));
        using var second = await _gateways.Second.Admin.GetAsync("/api/v1/services/shop/rollout");
        (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("judgement").GetProperty("verdict").GetString().ShouldBe("Fail");
    }

    // Errors alone: the first requests to a backend are slow, and the canary has few others beside them.
    [Fact]
    public async Task A_healthy_canary_is_promoted_to_all_traffic()
    {
        (_gateways.Stable.FailsEvery, _gateways.Canary.FailsEvery) = (200, 200);
        var rollout = await RollOutAsync("""{"variant":"canary","steps":[{"weight":5,"hold":"2s"},{"weight":50,"hold":"2s"},{"weight":100,"hold":"1s"}],"analysis":{"falseAlarmRate":0.01,"latency":null,"minRequests":50}}""", "Promoted");

        rollout.GetProperty("message").GetString()!.ShouldMatch("^promoted: step 3/3 → 100% is done: held .*, errors [0-9]+/[0-9,]+ against [0-9]+/[0-9,]+, no");
        _gateways.First.Services.Snapshots.Current.Services.Find("shop")!.Config.WeightOf("canary").Percent.ShouldBe(100);
    }

    private async Task<JsonElement> RollOutAsync(string plan, string phase)
    {
        await using var first = SteadyTraffic.Start(_gateways.First.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/"));
        await using var second = SteadyTraffic.Start(_gateways.Second.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/"));
        using var started = await _gateways.Second.Admin.PostAsync("/api/v1/services/shop/rollout", new StringContent(plan, System.Text.Encoding.UTF8, "application/json"));
        started.EnsureSuccessStatusCode();
        JsonElement rollout = default;
        await Eventually.TrueAsync(
            async () =>
            {
                // The first gateway may not have heard of it yet.
                using var answer = await _gateways.First.Admin.GetAsync("/api/v1/services/shop/rollout");
                rollout = await answer.Content.ReadFromJsonAsync<JsonElement>();
                return answer.IsSuccessStatusCode && rollout.GetProperty("phase").GetString() == phase;
            },
            $"the rollout is {phase}");
        return rollout;
    }
}

using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Two gateways on a real Redis judge a rollout on the traffic of both, and nobody touches anything.</summary>
public sealed class JudgedFleetTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _told = [];
    private WebApplication _receiver = null!;
    private RedisServer _redis = null!;
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;
    private GatewayUnderTest _first = null!;
    private GatewayUnderTest _second = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _told.Enqueue(await reader.ReadToEndAsync());
        });
        await _receiver.StartAsync();
        _redis = await RedisServer.StartAsync();
        _stable = await StubBackend.StartAsync("stable");
        _canary = await StubBackend.StartAsync("canary");
        _first = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration));
        _second = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration));
        using var sink = await _first.Admin.PutAsJsonAsync("/api/v1/sinks/hook", new { type = "webhook", url = _receiver.Urls.First() + "/hook" });
        sink.EnsureSuccessStatusCode();
        await _first.PutServiceAsync("shop", $$"""
            {
              "variants": { "stable": { "destinations": ["{{_stable.Address}}"] }, "canary": { "destinations": ["{{_canary.Address}}"] } }
            }
            """);
        await Eventually.TrueAsync(() => _second.Services.Snapshots.Current.Services.Find("shop") is not null, "the second gateway has the service");
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
        await _redis.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_canary_with_three_percent_of_errors_against_half_a_percent_is_taken_back_in_the_first_step()
    {
        (_stable.FailsEvery, _canary.FailsEvery) = (200, 33);
        var rollout = await RollOutAsync("""{"variant":"canary","steps":[{"weight":5,"hold":"1h"},{"weight":50},{"weight":100}],"analysis":{"falseAlarmRate":0.01}}""", "RolledBack");

        var message = rollout.GetProperty("message").GetString()!;
        Figures.Report("A canary with 3 % of errors against 0.5 %, at 5 % of the traffic of two gateways", message);
        message.ShouldMatch("^rolled back: verdict Fail: errors [0-9]+/[0-9,]+ against [0-9]+/[0-9,]+: evidence ");
        rollout.GetProperty("step").GetProperty("number").GetInt32().ShouldBe(1);
        (await _first.Services.Store.ReadHistoryAsync("shop", null, 1, default)).Single().Origin.Reason.ShouldBe(message);
        await Eventually.TrueAsync(
            () => _told.Any(told => told.Contains("rollout.rolledBack", StringComparison.Ordinal) && JsonDocument.Parse(told).RootElement.GetProperty("data").GetProperty("message").GetString() == message),
            "the receiver is told with the numbers");

        // Both gateways saw it, whoever leads, and both show the same numbers.
        (_canary.Requests, _stable.Requests).ShouldSatisfyAllConditions(counts => counts.Item1.ShouldBeGreaterThan(50), counts => counts.Item2.ShouldBeGreaterThan(1_000));
        using var second = await _second.Admin.GetAsync("/api/v1/services/shop/rollout");
        (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("judgement").GetProperty("verdict").GetString().ShouldBe("Fail");
    }

    // Errors alone: the first requests to a backend are slow, and the canary has few others beside them.
    [Fact]
    public async Task A_healthy_canary_is_promoted_to_all_traffic()
    {
        (_stable.FailsEvery, _canary.FailsEvery) = (200, 200);
        var rollout = await RollOutAsync("""{"variant":"canary","steps":[{"weight":5,"hold":"2s"},{"weight":50,"hold":"2s"},{"weight":100,"hold":"1s"}],"analysis":{"falseAlarmRate":0.01,"latency":null,"minRequests":50}}""", "Promoted");

        rollout.GetProperty("message").GetString()!.ShouldMatch("^promoted: step 3/3 → 100% is done: held .*, errors [0-9]+/[0-9,]+ against [0-9]+/[0-9,]+, no");
        _first.Services.Snapshots.Current.Services.Find("shop")!.Config.WeightOf("canary").Percent.ShouldBe(100);
    }

    private async Task<JsonElement> RollOutAsync(string plan, string phase)
    {
        await using var first = SteadyTraffic.Start(_first.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/"));
        await using var second = SteadyTraffic.Start(_second.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/"));
        using var started = await _second.Admin.PostAsync("/api/v1/services/shop/rollout", new StringContent(plan, System.Text.Encoding.UTF8, "application/json"));
        started.EnsureSuccessStatusCode();
        JsonElement rollout = default;
        await Eventually.TrueAsync(
            async () =>
            {
                // The first gateway may not have heard of it yet.
                using var answer = await _first.Admin.GetAsync("/api/v1/services/shop/rollout");
                rollout = await answer.Content.ReadFromJsonAsync<JsonElement>();
                return answer.IsSuccessStatusCode && rollout.GetProperty("phase").GetString() == phase;
            },
            $"the rollout is {phase}");
        return rollout;
    }
}

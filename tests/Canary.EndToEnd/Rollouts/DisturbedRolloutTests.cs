using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Rollouts;

/// <summary>A rollout of six steps under traffic, while what drives it and what keeps it is killed, stopped and replaced.</summary>
public sealed class DisturbedRolloutTests
{
    private static readonly decimal[] Weights = [1, 5, 10, 25, 50, 100];

    private const string Plan = """
        {
          "variant": "canary",
          "steps": [
            { "weight": 1, "hold": "1s" }, { "weight": 5, "hold": "1s" }, { "weight": 10, "hold": "1s" },
            { "weight": 25, "hold": "1s" }, { "weight": 50, "hold": "1s" }, { "weight": 100 }
          ]
        }
        """;

    public enum Disturbance
    {
        LeaderKilled,
        LeaderStoppedAndWoken,
        RedisRestarted,
        RedisFailedOver,
    }

    [Theory]
    [InlineData(Disturbance.LeaderKilled)]
    [InlineData(Disturbance.LeaderStoppedAndWoken)]
    [InlineData(Disturbance.RedisRestarted)]
    [InlineData(Disturbance.RedisFailedOver)]
    public async Task Every_step_happens_once_and_in_order_and_no_request_fails(Disturbance disturbance)
    {
        var runs = TestSize.Of(1, disturbance is Disturbance.LeaderKilled or Disturbance.LeaderStoppedAndWoken ? 8 : 7);
        var requests = 0L;
        for (var run = 0; run < runs; run++)
        {
            requests += await RunAsync(disturbance, new Random(20_261_127 + (int)disturbance * 1_000 + run), $"{disturbance}, run {run}");
        }

        Figures.Report($"Rollout of six steps on three gateways, {disturbance}", $"{runs} runs, every step once and in order, {requests} requests, none failed");
    }

    private static async Task<long> RunAsync(Disturbance disturbance, Random random, string run)
    {
        await using var fleet = await RolloutFleet.StartAsync();
        await fleet.PutServiceAsync("shop");
        await fleet.EverywhereAsync("shop");
        var leader = await fleet.LeaderAsync();
        var others = fleet.Gateways.Where(gateway => gateway != leader).ToList();
        await using var first = SteadyTraffic.Start(others[0].ProxyUrl, 4, Request, TimeSpan.FromMilliseconds(2));
        await using var second = SteadyTraffic.Start(others[1].ProxyUrl, 4, Request, TimeSpan.FromMilliseconds(2));

        await RolloutFleet.PostAsync(others[0], "/api/v1/services/shop/rollout", Plan);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 4_500)));
        await DisturbAsync(disturbance, fleet, leader);

        JsonElement rollout = default;
        await Eventually.TrueAsync(
            async () => (rollout = await RolloutFleet.RolloutAsync(others[1], "shop")).GetProperty("phase").GetString() is "Promoted",
            $"the rollout ends ({run})", TimeSpan.FromMinutes(2));
        await first.StopAsync();
        await second.StopAsync();

        first.Failures.Concat(second.Failures).ShouldBeEmpty(run);
        await StepsAreWholeAsync(others[1], run);
        return first.Answered + second.Answered;
    }

    /// <summary>History is what was accepted: each weight of the plan once, in order, then the end.</summary>
    private static async Task StepsAreWholeAsync(GatewayProcess gateway, string run)
    {
        var written = (await RolloutFleet.HistoryAsync(gateway, "shop")).Where(entry => entry.GetProperty("action").GetString()!.StartsWith("rollout.", StringComparison.Ordinal)).ToList();
        var weights = new List<decimal>();
        foreach (var entry in written.Where(entry => entry.GetProperty("action").GetString() is "rollout.started" or "rollout.stepped"))
        {
            using var version = JsonDocument.Parse(await gateway.Admin.GetStringAsync($"/api/v1/services/shop/history/{entry.GetProperty("revision").GetInt64()}"));
            weights.Add(version.RootElement.GetProperty("service").GetProperty("weights").GetProperty("canary").GetDecimal());
        }

        weights.SequenceEqual(Weights).ShouldBeTrue($"{run}: {string.Join(", ", weights)}");
        written.Count(entry => entry.GetProperty("action").GetString() == "rollout.promoted").ShouldBe(1, run);
        written[^1].GetProperty("action").GetString().ShouldBe("rollout.promoted", run);
        written.Count.ShouldBe(Weights.Length + 1, run);
    }

    private static async Task DisturbAsync(Disturbance disturbance, RolloutFleet fleet, GatewayProcess leader)
    {
        switch (disturbance)
        {
            case Disturbance.LeaderKilled:
                await leader.KillAsync();
                break;
            case Disturbance.LeaderStoppedAndWoken:
                leader.Pause();
                await Task.Delay(TimeSpan.FromSeconds(9));
                leader.Resume();
                break;
            case Disturbance.RedisRestarted:
                await fleet.Redis.Master.RestartAsync();
                break;
            case Disturbance.RedisFailedOver:
                await fleet.Redis.FailOverAsync();
                break;
        }
    }

    private static HttpRequestMessage Request() => new(HttpMethod.Get, "/shop");
}

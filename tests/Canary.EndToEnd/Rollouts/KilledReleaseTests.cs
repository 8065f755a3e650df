using System.Net;
using System.Text;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Rollouts;

/// <summary>Services released together move together, whatever is killed in between.</summary>
public sealed class KilledReleaseTests
{
    private static readonly string[] Services = ["cart", "shop", "till"];

    private const string Release = """
        {
          "name": "spring",
          "services": ["cart", "shop", "till"],
          "plan": { "variant": "canary", "steps": [{ "weight": 10, "hold": "300ms" }, { "weight": 50, "gate": "manual" }, { "weight": 100 }] }
        }
        """;

    [Fact]
    public async Task Killing_the_leader_at_any_point_of_try_confirm_and_cancel_leaves_all_or_none()
    {
        const int Seed = 20_261_128;
        var random = new Random(Seed);
        await using var fleet = await RolloutFleet.StartAsync();
        foreach (var service in Services)
        {
            await fleet.PutServiceAsync(service);
            await fleet.EverywhereAsync(service);
        }

        var witness = fleet.Gateways[0];
        for (var run = 0; run < TestSize.Of(3, 30); run++)
        {
            var victim = await LeaderOrAnotherAsync(fleet, witness);
            var calls = CallsUntilKilledAsync(victim);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 250)));
            await victim.KillAsync();
            await calls;

            for (var look = 0; look < 20; look++)
            {
                await AllAlikeAsync(witness, $"run {run}, seed {Seed}");
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }

            await EndReleaseAsync(witness);
            await AllAlikeAsync(witness, $"run {run} after its end, seed {Seed}");
            await fleet.AddAsync();
        }
    }

    /// <summary>Gateway by gateway the leader is killed, but never the one that tells what holds.</summary>
    private static async Task<GatewayProcess> LeaderOrAnotherAsync(RolloutFleet fleet, GatewayProcess witness)
    {
        var leader = await fleet.LeaderAsync();
        return leader != witness ? leader : fleet.Gateways.First(gateway => gateway != witness && !gateway.HasExited);
    }

    private static async Task CallsUntilKilledAsync(GatewayProcess gateway)
    {
        try
        {
            while (true)
            {
                await SendAsync(gateway, "/api/v1/releases", Release);
                await SendAsync(gateway, "/api/v1/releases/spring/confirm");
                await SendAsync(gateway, "/api/v1/releases/spring/cancel");
            }
        }
        catch (HttpRequestException)
        {
            return;
        }
    }

    private static async Task SendAsync(GatewayProcess gateway, string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await gateway.Admin.PostAsync(path, content);

        // 409 where the leader has moved it meanwhile, 404 where an earlier call was cut off.
        ((int)answer.StatusCode).ShouldBeOneOf(200, 201, 404, 409, 412, 503);
    }

    private static async Task EndReleaseAsync(GatewayProcess gateway)
    {
        using var answer = await gateway.Admin.PostAsync("/api/v1/releases/spring/cancel", null);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
    }

    /// <summary>One answer shows all services at one revision of the store.</summary>
    private static async Task AllAlikeAsync(GatewayProcess gateway, string when)
    {
        using var page = JsonDocument.Parse(await gateway.Admin.GetStringAsync("/api/v1/services"));
        var weights = page.RootElement.GetProperty("items").EnumerateArray().Select(service => service.GetProperty("weights").TryGetProperty("canary", out var weight) ? weight.GetDecimal() : 0).Distinct().ToList();
        weights.Count.ShouldBe(1, $"{when}: {page.RootElement}");

        using var releases = JsonDocument.Parse(await gateway.Admin.GetStringAsync("/api/v1/releases"));
        foreach (var release in releases.RootElement.GetProperty("items").EnumerateArray())
        {
            release.GetProperty("services").GetArrayLength().ShouldBe(Services.Length, $"{when}: {release}");
        }
    }
}

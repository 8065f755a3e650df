using System.Diagnostics;
using System.Globalization;
using Canary.TestKit;

namespace Canary.EndToEnd.Rollouts;

/// <summary>A rollback is in effect on every gateway at once, for pinned users and ruled requests too.</summary>
public sealed class FleetRollbackTests
{
    [Fact]
    public async Task Rollback_is_in_effect_everywhere_for_everyone()
    {
        await using var fleet = await RolloutFleet.StartAsync();
        await fleet.PutServiceAsync("shop");
        await fleet.EverywhereAsync("shop");
        var milliseconds = new List<double>();
        var runs = TestSize.Of(20, 100);
        for (var run = 0; run < runs; run++)
        {
            await RolloutFleet.PostAsync(fleet.Gateways[0], "/api/v1/services/shop/rollout", """{"variant":"canary","steps":[{"weight":50,"gate":"manual"},{"weight":100}]}""");
            var pinned = await PinnedCookieAsync(fleet.Gateways[1]);

            var began = Stopwatch.GetTimestamp();
            await RolloutFleet.PostAsync(fleet.Gateways[run % 3], "/api/v1/services/shop/rollback");
            await Task.WhenAll(fleet.Gateways.Select(gateway => Eventually.TrueAsync(
                async () => await VariantAsync(gateway, pinned) == "stable" && await VariantAsync(gateway, pinned, tester: true) == "stable",
                $"the rollback at every gateway, run {run}", TimeSpan.FromSeconds(30))));
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            (await RolloutFleet.RolloutAsync(fleet.Gateways[0], "shop")).GetProperty("phase").GetString().ShouldBe("RolledBack");
        }

        milliseconds.Sort();
        Figures.Report(
            $"A rollback is in effect on three gateways for pinned and ruled requests, {runs} times, from the call",
            string.Create(CultureInfo.InvariantCulture, $"p50 {Figures.Quantile([.. milliseconds], 0.5):0.0} ms, p99 {Figures.Quantile([.. milliseconds], 0.99):0.0} ms"));
    }

    /// <summary>The cookie of a user whom the canary got.</summary>
    private static async Task<string> PinnedCookieAsync(GatewayProcess gateway)
    {
        string? cookie = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await gateway.Proxy.GetAsync("/shop");

                // None is issued while the service is rolled back, as it still is where the rollout has not arrived.
                cookie = answer.Headers.TryGetValues("Set-Cookie", out var issued) ? issued.Single().Split(';')[0] : null;
                return cookie is not null && answer.Headers.GetValues("X-Canary-Variant").Single() == "canary";
            },
            "a user on the canary");
        return cookie!;
    }

    private static async Task<string> VariantAsync(GatewayProcess gateway, string cookie, bool tester = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/shop") { Headers = { { "Cookie", cookie } } };
        if (tester)
        {
            request.Headers.Add("X-Tester", "yes");
        }

        using var answer = await gateway.Proxy.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return answer.Headers.GetValues("X-Canary-Variant").Single();
    }
}

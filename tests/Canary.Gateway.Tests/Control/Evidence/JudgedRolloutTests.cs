using Canary.Gateway.Tests.Control.Rollouts;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Control.Evidence;

/// <summary>Rollouts that are judged on their own traffic: the whole gateway in this process, with a file store.</summary>
public sealed class JudgedRolloutTests : IAsyncLifetime
{
    private RolloutsUnderTest _rollouts = null!;

    public async ValueTask InitializeAsync()
    {
        _rollouts = await RolloutsUnderTest.StartAsync();
        await _rollouts.PutServiceAsync("shop");
    }

    public ValueTask DisposeAsync() => _rollouts.DisposeAsync();

    [Fact]
    public async Task A_canary_that_fails_more_often_is_taken_back_with_the_numbers_in_its_line()
    {
        (_rollouts.Stable.FailsEvery, _rollouts.Canary.FailsEvery) = (200, 10);
        await using var traffic = SteadyTraffic.Start(_rollouts.Gateway.Proxy.BaseAddress!, 4, () => new HttpRequestMessage(HttpMethod.Get, "/shop"));
        (await _rollouts.PostAsync("/services/shop/rollout", """
            {"variant":"canary","steps":[{"weight":20,"hold":"1h"},{"weight":100}],"analysis":{"falseAlarmRate":0.001,"latency":null}}
            """)).Status.ShouldBe(201);

        await _rollouts.UntilPhaseAsync("shop", "RolledBack");

        var rollout = (await _rollouts.GetAsync("/services/shop/rollout")).Json;
        rollout.GetProperty("message").GetString()!.ShouldMatch("^rolled back: verdict Fail: errors [0-9,]+/[0-9,]+ against [0-9,]+/[0-9,]+: evidence .* to 1 that it is more than 1.25× as many");
        rollout.GetProperty("judgement").GetProperty("verdict").GetString().ShouldBe("Fail");
        var errors = rollout.GetProperty("judgement").GetProperty("checks")[0];
        errors.GetProperty("evidenceLog10").GetDouble().ShouldBeGreaterThanOrEqualTo(3);
        (await _rollouts.WeightAsync("shop")).ShouldBe(0);
        (await _rollouts.HistoryAsync("shop"))[^1].GetProperty("reason").GetString().ShouldBe(rollout.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_healthy_canary_walks_to_the_end_and_its_steps_wait_for_enough_requests()
    {
        (_rollouts.Stable.FailsEvery, _rollouts.Canary.FailsEvery) = (100, 100);
        (await _rollouts.PostAsync("/services/shop/rollout", """
            {"variant":"canary","steps":[{"weight":20},{"weight":50},{"weight":100}],"analysis":{"minRequests":100,"latency":null}}
            """)).Status.ShouldBe(201);
        await _rollouts.UntilAsync(
            "shop",
            rollout => rollout.TryGetProperty("judgement", out var judgement) && judgement.GetProperty("message").GetString()!.StartsWith(
                "insufficient data: 0 of canary and 0 of stable in this step, 100 requests of each are wanted", StringComparison.Ordinal),
            "the first step waits for requests");
        (await _rollouts.Gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_check_verdict{service=\"shop\",check=\"all\",verdict=\"Inconclusive\"} 1");

        await using var traffic = SteadyTraffic.Start(_rollouts.Gateway.Proxy.BaseAddress!, 4, () => new HttpRequestMessage(HttpMethod.Get, "/shop"));
        await _rollouts.UntilPhaseAsync("shop", "Promoted");

        (await _rollouts.HistoryAsync("shop")).Select(entry => entry.TryGetProperty("reason", out var reason) ? reason.ToString() : "").ShouldContain(
            reason => reason.StartsWith("step 2/3 → 50%: held", StringComparison.Ordinal) && reason.Contains("errors ", StringComparison.Ordinal) && reason.Contains(" against ", StringComparison.Ordinal));
        (await _rollouts.Gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_rollout_phase{service=\"shop\",phase=\"Promoted\"} 1");
        await Eventually.TrueAsync(
            async () => !(await _rollouts.Gateway.Admin.GetStringAsync("/metrics")).Contains("canary_check_verdict{service=\"shop\"", StringComparison.Ordinal), "what checks said ends with the rollout");
    }

    [Fact]
    public async Task Only_requests_that_weights_decide_count_and_what_breaks_off_is_an_error_but_no_client_that_leaves()
    {
        await _rollouts.Gateway.PutServiceAsync("cart", $$"""
            {
              "match": { "path": "/" }, "errorCodes": ["5xx", "404"],
              "variants": { "stable": { "destinations": ["{{_rollouts.Stable.Address}}"] }, "canary": { "destinations": ["{{_rollouts.Canary.Address}}"] } },
              "rules": [{ "name": "testers", "when": { "header": "x-test", "equals": "1" }, "variant": "canary" }]
            }
            """);
        (await _rollouts.PostAsync("/services/cart/rollout", """{"variant":"canary","steps":[{"weight":100,"hold":"1h"}],"analysis":{"minRequests":6}}""")).Status.ShouldBe(201);
        var client = _rollouts.Gateway.Proxy;
        using var ruled = new HttpRequestMessage(HttpMethod.Get, "/status/500");
        ruled.Headers.Add("x-test", "1");
        (await client.SendAsync(ruled)).Dispose();
        using (var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
        {
            await Should.ThrowAsync<OperationCanceledException>(() => client.GetAsync("/stall", leaving.Token));
        }

        foreach (var path in new[] { "/", "/status/403", "/status/404", "/status/503", "/kill" })
        {
            (await client.GetAsync(path)).Dispose();
        }

        await _rollouts.UntilAsync(
            "cart",
            rollout => rollout.TryGetProperty("judgement", out var judgement) && judgement.GetProperty("message").GetString()!.StartsWith("insufficient data: 5 of canary in this step", StringComparison.Ordinal)
                && judgement.GetProperty("checks")[0].GetProperty("canary").GetProperty("events").GetInt64() == 3,
            "five requests count, three of them as errors");
    }

    [Fact]
    public async Task What_was_counted_is_still_there_after_a_restart()
    {
        (await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":50,"hold":"1h"},{"weight":100}],"analysis":{}}""")).Status.ShouldBe(201);
        for (var i = 0; i < 20; i++)
        {
            (await _rollouts.Gateway.Proxy.GetAsync("/shop/status/500")).Dispose();
        }

        await _rollouts.RestartAsync();
        for (var i = 0; i < 20; i++)
        {
            (await _rollouts.Gateway.Proxy.GetAsync("/shop")).Dispose();
        }

        await _rollouts.UntilAsync(
            "shop",
            rollout => rollout.TryGetProperty("judgement", out var judgement) && judgement.GetProperty("checks")[0] is var errors
                && errors.GetProperty("canary").GetProperty("total").GetInt64() + errors.GetProperty("baseline").GetProperty("total").GetInt64() == 40,
            "requests of before and after the restart count");
    }
}

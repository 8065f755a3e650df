using Canary.Gateway.Tests.Notifications;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Control.Rollouts;

/// <summary>Rollouts as their callers see them: the whole gateway in this process, with a file store.</summary>
public sealed class RolloutCallsTests : IAsyncLifetime
{
    private const string TwoSteps = """{"variant":"canary","steps":[{"weight":10,"gate":"manual"},{"weight":100}]}""";

    private RolloutsUnderTest _rollouts = null!;

    public async ValueTask InitializeAsync()
    {
        _rollouts = await RolloutsUnderTest.StartAsync();
        await _rollouts.PutServiceAsync("shop");
    }

    public ValueTask DisposeAsync() => _rollouts.DisposeAsync();

    [Fact]
    public async Task A_rollout_walks_through_its_steps_and_history_has_each_in_one_line()
    {
        var started = await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":1,"hold":"200ms"},{"weight":50,"hold":"200ms"},{"weight":100}]}""");
        started.Status.ShouldBe(201, started.Text);
        started.Json.GetProperty("phase").GetString().ShouldBe("Progressing");
        (await _rollouts.WeightAsync("shop")).ShouldBe(1);

        await _rollouts.UntilPhaseAsync("shop", "Promoted");

        (await _rollouts.WeightAsync("shop")).ShouldBe(100);
        var history = await _rollouts.HistoryAsync("shop");
        history.Select(entry => entry.GetProperty("action").GetString()).ShouldBe(
            ["service.replace", "rollout.started", "rollout.stepped", "rollout.stepped", "rollout.promoted"]);
        var last = await _rollouts.GetAsync("/services/shop/rollout");
        history[^1].GetProperty("reason").GetString().ShouldBe(last.Json.GetProperty("message").GetString());
        history[^1].GetProperty("actor").GetString().ShouldBe("rollout");
        _rollouts.Gateway.Log.Lines.ShouldContain(line => line.Contains(last.Json.GetProperty("message").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_person_does_has_the_same_line_in_history_log_and_answer()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var paused = await _rollouts.PostAsync("/services/shop/rollout/pause");
        var line = paused.Json.GetProperty("message").GetString()!;

        (await _rollouts.HistoryAsync("shop"))[^1].GetProperty("reason").GetString().ShouldBe(line);
        _rollouts.Gateway.Log.Lines.ShouldContain(logged => logged.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_rollout_is_refused_until_it_is_told_to_replace_the_first()
    {
        var first = await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var second = await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        second.Status.ShouldBe(409, second.Text);
        second.Json.GetProperty("code").GetString().ShouldBe("rollout-refused");

        var third = await _rollouts.PostAsync("/services/shop/rollout?replace=true", TwoSteps);
        third.Status.ShouldBe(201, third.Text);
        third.Json.GetProperty("id").GetString().ShouldNotBe(first.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Weights_that_a_person_changes_pause_the_rollout_and_resuming_puts_the_steps_weight_back()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var changed = await _rollouts.PutAsync("/services/shop/weights", """{"canary":40}""");
        changed.Status.ShouldBe(200, changed.Text);

        var rollout = (await _rollouts.GetAsync("/services/shop/rollout")).Json;
        rollout.GetProperty("phase").GetString().ShouldBe("Paused");
        rollout.GetProperty("message").GetString()!.ShouldContain("anonymous");
        (await _rollouts.WeightAsync("shop")).ShouldBe(40);

        (await _rollouts.PostAsync("/services/shop/rollout/resume")).Status.ShouldBe(200);
        (await _rollouts.WeightAsync("shop")).ShouldBe(10);
    }

    [Fact]
    public async Task Other_changes_of_the_service_leave_the_rollout_alone()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var patched = await _rollouts.PatchAsync("/services/shop", """{"exposeVariant":false}""");
        patched.Status.ShouldBe(200, patched.Text);

        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("phase").GetString().ShouldBe("Progressing");
    }

    [Fact]
    public async Task A_change_without_the_rollouts_variant_supersedes_it()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var put = await _rollouts.PutAsync("/services/shop", $$"""{"match":{"path":"/shop"},"variants":{"stable":{"destinations":["{{_rollouts.Stable.Address}}"] } } }""");
        put.Status.ShouldBe(200, put.Text);

        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("phase").GetString().ShouldBe("Superseded");
    }

    [Fact]
    public async Task Rollback_ends_the_rollout_in_the_same_write()
    {
        var started = await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":10,"hold":"1h"},{"weight":100}]}""");
        var back = await _rollouts.PostAsync("/services/shop/rollback");
        back.Status.ShouldBe(200, back.Text);
        back.Json.GetProperty("revision").GetInt64().ShouldBe(started.Json.GetProperty("revision").GetInt64() + 1);
        back.Json.GetProperty("rolledBack").GetBoolean().ShouldBeTrue();

        var rollout = await _rollouts.GetAsync("/services/shop/rollout");
        rollout.Json.GetProperty("phase").GetString().ShouldBe("RolledBack");
        rollout.Json.GetProperty("revision").GetInt64().ShouldBe(back.Json.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Abort_puts_the_weights_back_and_retry_runs_the_plan_again()
    {
        await _rollouts.PutAsync("/services/shop/weights", """{"canary":3}""");
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        (await _rollouts.PostAsync("/services/shop/rollout/retry")).Status.ShouldBe(409);

        (await _rollouts.PostAsync("/services/shop/rollout/abort")).Status.ShouldBe(200);
        (await _rollouts.WeightAsync("shop")).ShouldBe(3);

        var again = await _rollouts.PostAsync("/services/shop/rollout/retry");
        again.Status.ShouldBe(200, again.Text);
        again.Json.GetProperty("phase").GetString().ShouldBe("Progressing");
        (await _rollouts.WeightAsync("shop")).ShouldBe(10);
    }

    [Fact]
    public async Task A_gate_waits_for_a_person_and_promotion_ends_the_wait()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        await _rollouts.UntilAsync("shop", rollout => rollout.GetProperty("message").GetString()!.Contains("wait", StringComparison.Ordinal), "it says that it waits");
        (await _rollouts.WeightAsync("shop")).ShouldBe(10);

        (await _rollouts.PostAsync("/services/shop/rollout/promote")).Status.ShouldBe(200);
        await _rollouts.UntilPhaseAsync("shop", "Promoted");
        (await _rollouts.WeightAsync("shop")).ShouldBe(100);
    }

    [Fact]
    public async Task Full_promotion_goes_to_the_last_weight_at_once()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var promoted = await _rollouts.PostAsync("/services/shop/rollout/promote?full=true");
        promoted.Status.ShouldBe(200, promoted.Text);
        promoted.Json.GetProperty("phase").GetString().ShouldBe("Promoted");
        (await _rollouts.WeightAsync("shop")).ShouldBe(100);
        (await _rollouts.PostAsync("/services/shop/rollout/promote?full=maybe")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_verdict_from_outside_that_says_fail_rolls_back()
    {
        await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":10,"verdict":"notWorse"},{"weight":100}]}""");
        var judged = await _rollouts.PostAsync("/services/shop/rollout/verdict", """{"verdict":"Fail","message":"checkout is broken"}""");
        judged.Status.ShouldBe(200, judged.Text);

        await _rollouts.UntilPhaseAsync("shop", "RolledBack");
        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("message").GetString()!.ShouldContain("checkout is broken");
        (await _rollouts.GetAsync("/services/shop")).Json.GetProperty("rolledBack").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Errors_of_the_canary_up_to_the_limit_roll_back()
    {
        _rollouts.Canary.RefusesAll = true;
        await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"canary","steps":[{"weight":50,"hold":"1h"},{"weight":100}],"limits":{"maxErrors":5}}""");
        await using var traffic = SteadyTraffic.Start(_rollouts.Gateway.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/shop"), TimeSpan.FromMilliseconds(5));

        await _rollouts.UntilPhaseAsync("shop", "RolledBack");
        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("message").GetString()!.ShouldContain("the limit of 5");
    }

    [Fact]
    public async Task A_webhook_gate_is_asked_until_it_says_yes()
    {
        await using var gate = await WebhookReceiver.StartAsync();
        gate.Answer = context => context.Response.WriteAsync($$"""{"approved":{{(gate.All.Count >= 2 ? "true" : "false")}},"note":"all checks are green"}""");
        var plan = $$"""{"variant":"canary","steps":[{"weight":10,"gate":{"webhook":{"url":"{{gate.Url}}","interval":"1s"} } },{"weight":100}]}""";
        (await _rollouts.PostAsync("/services/shop/rollout", plan)).Status.ShouldBe(201);

        await _rollouts.UntilPhaseAsync("shop", "Promoted");
        gate.All.Count.ShouldBe(2);
        gate.All.First().Body.ShouldContain("\"service\":\"shop\"");
    }

    [Fact]
    public async Task What_a_plan_has_wrong_is_said_by_field()
    {
        var reply = await _rollouts.PostAsync("/services/shop/rollout", """{"variant":"nope","steps":[{"weight":10},{"weight":5,"hold":"x"}]}""");
        reply.Status.ShouldBe(400);
        reply.Json.GetProperty("errors").TryGetProperty("steps[1].hold", out _).ShouldBeTrue(reply.Text);
        (await _rollouts.GetAsync("/services/shop/rollout")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_rollout_goes_on_after_a_restart()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        await _rollouts.RestartAsync();

        (await _rollouts.GetAsync("/services/shop/rollout")).Json.GetProperty("phase").GetString().ShouldBe("Progressing");
        (await _rollouts.PostAsync("/services/shop/rollout/promote")).Status.ShouldBe(200);
        await _rollouts.UntilPhaseAsync("shop", "Promoted");
    }

    [Fact]
    public async Task Metrics_tell_phase_step_outcome_and_who_leads()
    {
        await _rollouts.PostAsync("/services/shop/rollout", TwoSteps);
        var page = await _rollouts.Gateway.Admin.GetStringAsync("/metrics");
        page.ShouldContain("canary_rollout_phase{service=\"shop\",phase=\"Progressing\"} 1\n");
        page.ShouldContain("canary_rollout_phase{service=\"shop\",phase=\"Paused\"} 0\n");
        page.ShouldContain("canary_rollout_step{service=\"shop\"} 1\n");
        page.ShouldContain("canary_rollouts_total{service=\"shop\",outcome=\"Aborted\"} 0\n");

        await _rollouts.PostAsync("/services/shop/rollout/abort");
        page = await _rollouts.Gateway.Admin.GetStringAsync("/metrics");
        page.ShouldContain("canary_rollouts_total{service=\"shop\",outcome=\"Aborted\"} 1\n");
        page.ShouldContain("canary_leader 1\n");
    }
}

using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Rollouts;

/// <summary>How a rollout walks by itself, with the lines that people read, letter by letter.</summary>
public sealed class RolloutWalkTests
{
    private static readonly Verdict Pass = new(VerdictKind.Pass, "not worse than 1.25×");

    [Fact]
    public void A_plan_of_holds_walks_to_its_end()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "10m"}, {"weight": 25.5, "hold": "90s"}, {"weight": 100}], "limits": {"maxErrors": 50}}""");

        (run.Canary, run.State.Step, run.State.Phase).ShouldBe(("5", 0, RolloutPhase.Progressing));
        run.Next(599, errors: 3).ShouldBeNull();
        run.Next(1, errors: 12);
        run.Canary.ShouldBe("25.5");
        run.Next(89, errors: 12).ShouldBeNull();
        run.Next(1, errors: 43);
        run.Canary.ShouldBe("100");
        run.Next(0, errors: 49);
        (run.Canary, run.State.Step, run.State.Phase).ShouldBe(("100", 2, RolloutPhase.Promoted));
        run.Next(TimeSpan.FromDays(1), errors: 1_000).ShouldBeNull();
        run.Told.ShouldBe(
        [
            "started | step 1/3 → 5%: started by alice",
            "stepped | step 2/3 → 25.5%: held 10m, errors 12 of at most 50",
            "stepped | step 3/3 → 100%: held 1m30s, errors 43 of at most 50",
            "promoted | promoted: step 3/3 → 100% is done: held 0s, errors 49 of at most 50",
        ]);
        run.State.Transition.ShouldBe(4);
    }

    [Fact]
    public void A_verdict_that_is_asked_for_is_waited_for()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m", "verdict": "notWorse"}, {"weight": 10}]}""");

        run.Next(60).ShouldBeNull();
        run.Next(1, new Verdict(VerdictKind.Inconclusive, "n = 12")).ShouldBeNull();
        run.Next(1, new Verdict(VerdictKind.Error, "source down")).ShouldBeNull();
        RolloutProgress.Describe(run.Rollout, run.Inputs(new Verdict(VerdictKind.Inconclusive, "insufficient data (n = 12)")))
            .ShouldBe("step 1/2 at 5% waits for verdict 'not worse' (now Inconclusive: insufficient data (n = 12))");
        run.Next(1, Pass).ShouldBe("stepped | step 2/2 → 10%: held 1m3s, not worse than 1.25×");
    }

    [Theory]
    [InlineData(VerdictKind.Inconclusive)]
    [InlineData(VerdictKind.Error)]
    public void No_step_goes_on_an_unclear_verdict_even_where_none_is_asked_for(VerdictKind kind)
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}, {"weight": 10}]}""");

        run.Next(60, new Verdict(kind, "?")).ShouldBeNull();
        run.Next(60).ShouldNotBeNull();
    }

    [Fact]
    public void The_worse_of_analysis_and_somebody_outside_counts()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "verdict": "noEvidenceAgainst"}, {"weight": 10}]}""");

        run.Take(RolloutMachine.Judge(run.Rollout, new Verdict(VerdictKind.Inconclusive, "still looking"), "ci", run.Now))
            .ShouldBe("judged | step 1/2 judged Inconclusive by ci: still looking");
        run.Next(1, Pass).ShouldBeNull();
        run.Take(RolloutMachine.Judge(run.Rollout, new Verdict(VerdictKind.Pass, "smoke tests passed"), "ci", run.Now));
        run.Next(1).ShouldBe("stepped | step 2/2 → 10%: held 2s, smoke tests passed");
        run.State.Verdict.ShouldBeNull();
    }

    [Fact]
    public void A_failed_verdict_rolls_back_in_one_write()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "10m"}, {"weight": 10}]}""");

        run.Next(1, new Verdict(VerdictKind.Fail, "errors 12/4,310 against 40/38,900"))
            .ShouldBe("rolledBack | rolled back: verdict Fail: errors 12/4,310 against 40/38,900");
        (run.Canary, run.Service.RolledBack, run.State.Phase).ShouldBe(("0", true, RolloutPhase.RolledBack));
        run.State.Failure.ShouldBe("verdict Fail: errors 12/4,310 against 40/38,900");
    }

    [Fact]
    public void A_failed_verdict_pauses_where_the_plan_says_so_and_resuming_forgets_it()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}, {"weight": 10}], "onFail": "pause"}""");

        run.Take(RolloutMachine.Judge(run.Rollout, new Verdict(VerdictKind.Fail, "orders drop"), "ci", run.Now));
        run.Next(1).ShouldBe("paused | paused: verdict Fail: orders drop");
        (run.Canary, run.State.Phase).ShouldBe(("5", RolloutPhase.Paused));
        run.Next(TimeSpan.FromDays(9), Pass).ShouldBeNull();
        run.Act(RolloutRequestKind.Resume, reason: "fixed").ShouldBe("resumed | resumed: step 1/2 begins anew at 5%, by alice: fixed");
        (run.State.Failure, run.State.Verdict).ShouldBe((null, null));
        run.Next(1).ShouldStartWith("stepped | ");
    }

    [Fact]
    public void Errors_at_the_limit_roll_back_at_once_whatever_else_the_plan_says()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}, {"weight": 10, "hold": "10m"}], "onFail": "pause", "rollback": {"hold": "1m"}, "limits": {"maxErrors": 20}}""");
        run.Next();

        run.Next(1, errors: 19).ShouldBeNull();
        run.Next(1, errors: 20).ShouldBe("rolledBack | rolled back: 20 errors of canary reached the limit of 20");
        (run.Canary, run.Service.RolledBack).ShouldBe(("0", true));
    }

    [Fact]
    public void Errors_at_the_limit_roll_back_a_paused_rollout_too()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}], "limits": {"maxErrors": 1000}}""");
        run.Act(RolloutRequestKind.Pause);

        run.Next(1, new Verdict(VerdictKind.Fail, "bad"), errors: 999).ShouldBeNull();
        run.Next(1, errors: 1234).ShouldBe("rolledBack | rolled back: 1,234 errors of canary reached the limit of 1,000");
    }

    [Fact]
    public void Too_long_a_rollout_fails()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}], "maxDuration": "2h"}""");
        run.Next();

        run.Next(7_199).ShouldBeNull();
        run.Next(1).ShouldBe("rolledBack | rolled back: it was not done within maxDuration, 2h");
    }

    [Fact]
    public void The_way_back_is_as_slow_as_the_plan_says()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5}, {"weight": 10}, {"weight": 50, "hold": "1h"}], "rollback": {"hold": "1m"}}""");
        run.Next();
        run.Next();
        var bad = new Verdict(VerdictKind.Fail, "bad");

        run.Next(1, bad).ShouldBe("returned | going back, step 2/3 → 10% for 1m: verdict Fail: bad");
        run.Canary.ShouldBe("10");
        run.Next(59, bad).ShouldBeNull();
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe("going back: step 2/3 at 10% for 1s more");
        run.Next(1, Pass).ShouldBe("returned | going back, step 1/3 → 5% for 1m: verdict Fail: bad");
        run.Canary.ShouldBe("5");
        run.Next(60).ShouldBe("rolledBack | rolled back: verdict Fail: bad");
        (run.Canary, run.Service.RolledBack).ShouldBe(("0", true));
    }

    [Fact]
    public void A_failure_in_the_first_step_has_no_way_back_to_walk()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1h"}], "rollback": {"hold": "1m"}}""");

        run.Next(1, new Verdict(VerdictKind.Fail, "bad")).ShouldBe("rolledBack | rolled back: verdict Fail: bad");
    }

    [Fact]
    public void A_step_that_is_late_pauses_and_says_what_is_missing()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m", "deadline": "1h", "verdict": "noEvidenceAgainst", "gate": {"manual": {"approvers": ["bob", "carol"], "note": "look at orders"}}}, {"weight": 10}]}""");

        run.Next(3_599).ShouldBeNull();
        run.Next(1).ShouldBe("paused | paused: step 1/2 was not done within its deadline of 1h; missing: verdict 'no evidence against', approval by bob or carol: look at orders");
        run.Canary.ShouldBe("5");
    }

    [Fact]
    public void A_step_that_lacks_nothing_goes_on_even_where_the_driver_came_late()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m", "deadline": "1h"}, {"weight": 10}]}""");

        run.Next(TimeSpan.FromHours(9)).ShouldBe("stepped | step 2/2 → 10%: held 9h");
    }

    [Fact]
    public void A_clock_that_goes_back_shortens_no_hold()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1m"}, {"weight": 10}], "maxDuration": "1h"}""");

        run.Next(TimeSpan.FromDays(-365)).ShouldBeNull();
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe("step 1/2 at 5% waits for hold of 1m (1m left)");
    }
}

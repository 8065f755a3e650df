using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>What people may ask of a rollout, and what they are told.</summary>
public sealed class RolloutActionTests
{
    private const string Plan = """{"variant": "canary", "steps": [{"weight": 20, "hold": "10m"}, {"weight": 50, "hold": "10m"}, {"weight": 100, "hold": "10m"}], "rollback": {"hold": "1m"}}""";

    [Fact]
    public void Pause_stops_the_walk_and_resume_begins_the_step_anew()
    {
        var run = RolloutRun.Start(Plan);
        run.Next(300);

        run.Act(RolloutRequestKind.Pause, "bob", "lunch").ShouldBe("paused | paused: by bob: lunch");
        run.State.PausedAt.ShouldBe(run.Now);
        run.Act(RolloutRequestKind.Pause).ShouldBe("refused: the rollout is paused already; allowed now: resume, promote, abort, rollback.");
        run.Next(3_600).ShouldBeNull();
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe("paused: by bob: lunch; allowed now: resume, promote, abort, rollback");
        run.Act(RolloutRequestKind.Resume).ShouldBe("resumed | resumed: step 1/3 begins anew at 20%, by alice");
        run.Act(RolloutRequestKind.Resume).ShouldBe("refused: the rollout is not paused; allowed now: pause, promote, abort, rollback.");
        run.Next(599).ShouldBeNull();
        run.Next(1).ShouldBe("stepped | step 2/3 → 50%: held 10m");
    }

    [Fact]
    public void Changed_weights_pause_and_say_who_did_it_and_resume_takes_them_back()
    {
        var run = RolloutRun.Start(Plan);
        run.Service = ServiceChanges.SetWeight(run.Service, "canary", Weight.FromHundredths(4_000));

        run.Act(RolloutRequestKind.WeightsChanged, reason: "canary 40").ShouldBe("paused | paused: alice set the weights (canary 40)");
        run.Canary.ShouldBe("40");
        run.Act(RolloutRequestKind.WeightsChanged, "bob").ShouldBe("paused | paused: bob set the weights");
        run.Act(RolloutRequestKind.Resume);
        run.Canary.ShouldBe("20");
    }

    [Fact]
    public void Promote_ends_the_wait_of_one_step()
    {
        var run = RolloutRun.Start(Plan);

        run.Act(RolloutRequestKind.Promote, reason: "in a hurry").ShouldBe("stepped | step 2/3 → 50%: promoted by alice: in a hurry");
        run.Act(RolloutRequestKind.Pause);
        run.Act(RolloutRequestKind.Promote).ShouldBe("stepped | step 3/3 → 100%: promoted by alice");
        (run.State.Phase, run.State.PausedAt).ShouldBe((RolloutPhase.Progressing, null));
        run.Act(RolloutRequestKind.Promote).ShouldBe("promoted | promoted: step 3/3 → 100% is done: promoted by alice");
        (run.Canary, run.State.Phase).ShouldBe(("100", RolloutPhase.Promoted));
    }

    [Fact]
    public void Promoting_the_paused_last_step_puts_its_weight_into_force()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 60, "hold": "10m"}]}""");
        run.Service = ServiceChanges.SetWeight(run.Service, "canary", Weight.FromHundredths(100));
        run.Act(RolloutRequestKind.WeightsChanged);

        run.Act(RolloutRequestKind.Promote).ShouldStartWith("promoted | ");
        run.Canary.ShouldBe("60");
    }

    [Fact]
    public void Promote_fully_goes_to_the_last_weight_at_once()
    {
        var run = RolloutRun.Start(Plan);

        run.Act(RolloutRequestKind.PromoteFully, reason: "hotfix").ShouldBe("promoted | promoted: step 3/3 → 100% at once, by alice: hotfix");
        (run.Canary, run.State.Step, run.State.Phase).ShouldBe(("100", 2, RolloutPhase.Promoted));
    }

    [Fact]
    public void Abort_gives_the_weights_back()
    {
        var run = RolloutRun.Start(Plan);
        run.Act(RolloutRequestKind.Promote);

        run.Act(RolloutRequestKind.Abort, reason: "no").ShouldBe("aborted | aborted: weights as before (stable 90, canary 10), by alice: no");
        (run.Canary, run.State.Phase, run.Service.RolledBack).ShouldBe(("10", RolloutPhase.Aborted, false));
    }

    [Fact]
    public void Rollback_is_one_write_even_where_failures_go_back_slowly()
    {
        var run = RolloutRun.Start(Plan);
        run.Act(RolloutRequestKind.Promote);

        run.Act(RolloutRequestKind.RollBack).ShouldBe("rolledBack | rolled back: by alice");
        (run.Canary, run.State.Phase, run.Service.RolledBack).ShouldBe(("0", RolloutPhase.RolledBack, true));
    }

    [Fact]
    public void On_the_way_back_nobody_goes_forward()
    {
        var run = RolloutRun.Start(Plan);
        run.Act(RolloutRequestKind.Promote);
        run.Next(1, new Verdict(VerdictKind.Fail, "bad"));

        foreach (var kind in new[] { RolloutRequestKind.Promote, RolloutRequestKind.PromoteFully })
        {
            run.Act(kind).ShouldBe("refused: the rollout is going back; allowed now: pause, abort, rollback.");
        }

        run.Act(RolloutRequestKind.Pause).ShouldBe("paused | paused: by alice");
        run.Next(TimeSpan.FromDays(1)).ShouldBeNull();
        run.Act(RolloutRequestKind.Promote).ShouldBe("refused: the rollout is going back; allowed now: resume, abort, rollback.");
        run.Act(RolloutRequestKind.Resume).ShouldBe("resumed | resumed: step 1/3 begins anew at 20%, by alice");
        run.Next(60).ShouldBe("rolledBack | rolled back: verdict Fail: bad");
    }

    [Fact]
    public void A_rollout_that_took_too_long_and_was_paused_can_only_be_ended()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}, {"weight": 10}], "maxDuration": "1h", "onFail": "pause"}""");
        run.Next(3_600).ShouldBe("paused | paused: it was not done within maxDuration, 1h");

        const string Refusal = "refused: the rollout was not done within maxDuration, 1h; allowed now: promote fully, abort, rollback.";
        run.Act(RolloutRequestKind.Resume).ShouldBe(Refusal);
        run.Act(RolloutRequestKind.Promote).ShouldBe(Refusal);
        run.Act(RolloutRequestKind.PromoteFully).ShouldStartWith("promoted | ");
    }

    [Fact]
    public void Superseded_leaves_the_weights()
    {
        var run = RolloutRun.Start(Plan);

        run.Act(RolloutRequestKind.Supersede, reason: "a newer one").ShouldBe("superseded | superseded: by alice: a newer one");
        (run.Canary, run.State.Phase).ShouldBe(("20", RolloutPhase.Superseded));
    }

    [Theory]
    [InlineData(RolloutRequestKind.PromoteFully, "Promoted", "start a new one")]
    [InlineData(RolloutRequestKind.Abort, "Aborted", "retry, or start a new one")]
    [InlineData(RolloutRequestKind.RollBack, "RolledBack", "retry, or start a new one")]
    [InlineData(RolloutRequestKind.Supersede, "Superseded", "start a new one")]
    public void What_has_ended_stays_as_it_is(RolloutRequestKind end, string phase, string allowed)
    {
        var run = RolloutRun.Start(Plan);
        run.Act(end);

        foreach (var kind in Enum.GetValues<RolloutRequestKind>())
        {
            run.Act(kind).ShouldBe($"refused: the rollout has ended ({phase}); allowed now: {allowed}.");
        }

        run.Take(RolloutMachine.Approve(run.Rollout, new GateApproval("alice", run.Now, null), run.Now)).ShouldStartWith("refused: the rollout has ended");
        run.Take(RolloutMachine.Judge(run.Rollout, new Verdict(VerdictKind.Fail, "bad"), "ci", run.Now)).ShouldStartWith("refused: the rollout has ended");
        run.Next(TimeSpan.FromDays(9), new Verdict(VerdictKind.Fail, "bad"), errors: int.MaxValue).ShouldBeNull();
        RolloutMachine.MoveClock(run.Rollout, TimeSpan.FromHours(1), run.Now).ShouldBeNull();
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBeNull();
        (RolloutMachine.RetryRefusal(run.Rollout) is null).ShouldBe(allowed.StartsWith("retry", StringComparison.Ordinal));
    }

    [Fact]
    public void Retry_is_refused_while_a_rollout_is_active() =>
        RolloutMachine.RetryRefusal(RolloutRun.Start(Plan).Rollout)
            .ShouldBe("the rollout is Progressing, and only one that was rolled back or aborted can be tried again; allowed now: pause, promote, abort, rollback.");

    [Fact]
    public void Texts_from_outside_cannot_break_the_line()
    {
        var run = RolloutRun.Start(Plan);

        var line = run.Act(RolloutRequestKind.Pause, "eve\n\u202e", new string('x', 5_000) + "\r\n");

        line.ShouldStartWith(@"paused | paused: by eve\u000a\u202e: xxx");
        line.Length.ShouldBeLessThan(600);
        run.Take(RolloutMachine.Judge(RolloutRun.Start(Plan).Rollout, new Verdict(VerdictKind.Pass, "\ud83d"), "", run.Now)).ShouldStartWith("judged | ");
    }

    [Fact]
    public void Worst_of_several_verdicts()
    {
        var kinds = new[] { VerdictKind.Pass, VerdictKind.Inconclusive, VerdictKind.Error, VerdictKind.Fail };
        for (var i = 0; i < kinds.Length; i++)
        {
            RolloutMachine.Worst(kinds.Take(i + 1).Select(kind => new Verdict(kind, "")).Prepend(null))!.Kind.ShouldBe(kinds[i]);
        }

        RolloutMachine.Worst([null]).ShouldBeNull();
    }
}

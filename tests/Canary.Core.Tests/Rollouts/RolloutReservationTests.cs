using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Rollouts that wait for their release.</summary>
public sealed class RolloutReservationTests
{
    private const string Plan = """{"variant": "canary", "steps": [{"weight": 20, "hold": "10m"}, {"weight": 50}], "limits": {"maxErrors": 5}, "freeze": [{"cron": "0 13 * * *", "duration": "1h", "name": "lunch"}]}""";

    private const string Reserved = "refused: the rollout is reserved for release 'autumn' until 2026-11-27T12:05:00Z; allowed now: confirm, abort, rollback.";

    [Fact]
    public void Reserve_moves_nothing()
    {
        var run = RolloutRun.Reserve(Plan);

        run.Told.ShouldBe(["paused | reserved: waits for release 'autumn' to be confirmed, until 2026-11-27T12:05:00Z"]);
        (run.Canary, run.State.Step, run.State.Phase, run.Rollout.IsReserved).ShouldBe(("10", -1, RolloutPhase.Paused, true));
        run.Next(299, new Verdict(VerdictKind.Fail, "bad"), errors: 9).ShouldBeNull();
        foreach (var kind in new[] { RolloutRequestKind.Pause, RolloutRequestKind.Resume, RolloutRequestKind.Promote, RolloutRequestKind.PromoteFully, RolloutRequestKind.WeightsChanged })
        {
            run.Act(kind).ShouldBe(Reserved);
        }
    }

    [Fact]
    public void Confirm_puts_the_first_step_into_force()
    {
        var run = RolloutRun.Reserve(Plan);
        run.Now = run.Now.AddMinutes(1);

        run.Act(RolloutRequestKind.Confirm).ShouldBe("started | step 1/2 → 20%: confirmed by alice");
        (run.Canary, run.State.Phase, run.State.StartedAt, run.State.ReservedUntil).ShouldBe(("20", RolloutPhase.Progressing, run.Now, null));
        run.Act(RolloutRequestKind.Confirm).ShouldBe("refused: the rollout is not reserved, so there is nothing to confirm; allowed now: pause, promote, abort, rollback.");
    }

    [Fact]
    public void What_nobody_confirms_is_aborted()
    {
        var run = RolloutRun.Reserve(Plan);
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBe(run.Now.AddMinutes(5));
        run.Now = run.Now.AddMinutes(5);

        run.Act(RolloutRequestKind.Confirm).ShouldBe("refused: the reservation ended at 2026-11-27T12:05:00Z; try the release again.");
        run.Next().ShouldBe("aborted | aborted: nobody confirmed the release until 2026-11-27T12:05:00Z; no weight was moved");
        run.Canary.ShouldBe("10");
    }

    [Fact]
    public void Abort_of_what_is_reserved_moves_nothing()
    {
        var run = RolloutRun.Reserve(Plan);

        run.Act(RolloutRequestKind.Abort).ShouldBe("aborted | aborted: no weight was moved yet, by alice");
        run.Canary.ShouldBe("10");
    }

    [Fact]
    public void Rollback_of_what_is_reserved_takes_everything_to_the_baseline()
    {
        var run = RolloutRun.Reserve(Plan);

        run.Act(RolloutRequestKind.RollBack);
        (run.Canary, run.Service.RolledBack).ShouldBe(("0", true));
    }

    [Fact]
    public void Confirm_is_refused_in_a_freeze_window()
    {
        var run = RolloutRun.Reserve(Plan.Replace("0 13", "2 12", StringComparison.Ordinal));
        run.Now = run.Now.AddMinutes(3);

        run.Act(RolloutRequestKind.Confirm).ShouldBe("refused: no step goes forward in freeze window 'lunch' until 2026-11-27T13:02:00Z; allowed now: abort, rollback.");
    }
}

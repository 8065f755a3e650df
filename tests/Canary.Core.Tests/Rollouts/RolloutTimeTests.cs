using System.Globalization;
using Canary.Core.Rollouts;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Freeze windows, holds, deadlines and clock steps in the walk of a rollout.</summary>
public sealed class RolloutTimeTests
{
    private const string Weekend = """{"variant": "canary", "steps": [{"weight": 5, "hold": "1h", "deadline": "2h"}, {"weight": 10, "hold": "1h"}], "freeze": [{"cron": "0 18 * * FRI", "duration": "62h", "timeZone": "Europe/Berlin", "name": "weekend"}]}""";

    private const string Held = """{"variant": "canary", "steps": [{"weight": 5, "hold": "1h", "deadline": "3h", "gate": "manual"}, {"weight": 10}], "maxDuration": "1d"}""";

    [Theory]
    [InlineData("2026-11-27T16:30:00Z", "2026-11-30T07:00:00Z")]
    [InlineData("2026-03-27T16:30:00Z", "2026-03-30T07:00:00Z")]
    [InlineData("2026-10-23T15:30:00Z", "2026-10-26T06:00:00Z")]
    public void No_step_goes_forward_in_a_freeze_window_and_none_is_late_by_it(string start, string end)
    {
        var run = RolloutRun.Start(Weekend, Time(start));

        run.Next(3_600).ShouldBeNull();
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBe(Time(start).AddHours(2));
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe($"step 1/2 at 5% waits for freeze window 'weekend' until {end}");
        run.Act(RolloutRequestKind.Promote).ShouldBe($"refused: no step goes forward in freeze window 'weekend' until {end}; allowed now: pause, abort, rollback.");
        run.Act(RolloutRequestKind.PromoteFully).ShouldStartWith("refused: no step goes forward in freeze window 'weekend'");
        run.Next(TimeSpan.FromHours(24)).ShouldBeNull();
        run.Now = Time(end).AddSeconds(-1);
        run.Next().ShouldBeNull();
        run.Next(1)!.ShouldStartWith("stepped | step 2/2 → 10%: held ");
    }

    [Fact]
    public void Back_is_always_possible_in_a_freeze_window()
    {
        var frozen = Time("2026-11-28T12:00:00Z");
        foreach (var end in new Func<RolloutRun, string>[]
        {
            run => run.Act(RolloutRequestKind.RollBack),
            run => run.Act(RolloutRequestKind.Abort),
            run => run.Next(0, new Verdict(VerdictKind.Fail, "bad"))!,
        })
        {
            var run = RolloutRun.Start(Weekend, frozen.AddDays(-2));
            run.Now = frozen;
            end(run);
            run.Rollout.IsActive.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_rollout_started_in_a_freeze_window_begins_when_it_ends()
    {
        var run = RolloutRun.Start(Weekend, Time("2026-11-28T12:00:00Z"));

        run.Told.ShouldBe(["started | started by alice; step 1/2 → 5% waits for the end of freeze window 'weekend' until 2026-11-30T07:00:00Z"]);
        (run.Canary, run.State.Step, run.State.Phase).ShouldBe(("10", -1, RolloutPhase.Progressing));
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBe(Time("2026-11-30T07:00:00Z"));
        RolloutProgress.Describe(run.Rollout, run.Inputs()).ShouldBe("step 1/2 → 5% waits for freeze window 'weekend' until 2026-11-30T07:00:00Z");
        run.Next(3_600, new Verdict(VerdictKind.Fail, "of an older canary"), errors: 9_999).ShouldBeNull();
        run.Act(RolloutRequestKind.Promote).ShouldStartWith("refused: no step goes forward in freeze window");
        run.Act(RolloutRequestKind.Pause);
        run.Act(RolloutRequestKind.Resume).ShouldBe("resumed | resumed: step 1/2 → 5% comes next, by alice");
        run.Now = Time("2026-11-30T07:00:00Z");
        run.Next().ShouldBe("started | step 1/2 → 5%: no freeze window is in force");
        (run.Canary, run.State.StartedAt).ShouldBe(("5", run.Now));
    }

    [Fact]
    public void A_late_step_says_that_a_window_is_in_force_as_well()
    {
        var run = RolloutRun.Start(Weekend.Replace("\"deadline\"", "\"gate\": \"manual\", \"deadline\"", StringComparison.Ordinal), Time("2026-11-27T16:30:00Z"));
        run.Next(3_600).ShouldBe("waiting | step 1/2 at 5% waits for approval by any operator, freeze window 'weekend' until 2026-11-30T07:00:00Z");

        run.Next(3_600).ShouldBe("paused | paused: step 1/2 was not done within its deadline of 2h; missing: approval by any operator, freeze window 'weekend' until 2026-11-30T07:00:00Z");
    }

    [Theory]
    [InlineData("2026-03-29T00:30:00Z")]
    [InlineData("2026-10-25T00:30:00Z")]
    [InlineData("2028-02-28T23:30:00Z")]
    [InlineData("2026-12-31T23:30:00Z")]
    public void Holds_and_deadlines_are_time_as_it_passes_whatever_clocks_on_walls_do(string start)
    {
        var run = RolloutRun.Start(Held, Time(start));

        run.Next(3_599).ShouldBeNull();
        run.Next(1)!.ShouldStartWith("waiting");
        run.Next(7_199).ShouldBeNull();
        run.Next(1)!.ShouldStartWith("paused | paused: step 1/2 was not done within its deadline of 3h");
    }

    [Theory]
    [InlineData(-86_400 * 400)]
    [InlineData(-1)]
    [InlineData(3_600)]
    [InlineData(86_400 * 400)]
    public void When_the_stores_clock_jumps_what_has_passed_stays(int jump)
    {
        var run = RolloutRun.Start(Held);
        run.Next(1_800);
        run.Now = run.Now.AddSeconds(jump);

        run.Take(RolloutMachine.MoveClock(run.Rollout, TimeSpan.FromSeconds(jump), run.Now)!);

        (run.Now - run.State.StepSince, run.Now - run.State.StartedAt).ShouldBe((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30)));
        run.Next(1_799).ShouldBeNull();
        run.Next(1)!.ShouldStartWith("waiting");
    }

    [Fact]
    public void A_clock_step_is_told_in_one_line()
    {
        var run = RolloutRun.Start(Held);

        run.Take(RolloutMachine.MoveClock(run.Rollout, TimeSpan.FromMinutes(-90), run.Now)!)
            .ShouldBe("clockMoved | the store's clock jumped back by 1h30m: times moved along, holds and deadlines go on where they were");
        RolloutMachine.MoveClock(run.Rollout, TimeSpan.Zero, run.Now).ShouldBeNull();
    }

    [Fact]
    public void Clock_steps_move_pauses_approvals_and_reservations_too()
    {
        var run = RolloutRun.Start(Held);
        run.Take(RolloutMachine.Approve(run.Rollout, new GateApproval("bob", run.Now, null), run.Now));
        run.Act(RolloutRequestKind.Pause);
        run.Take(RolloutMachine.MoveClock(run.Rollout, TimeSpan.FromHours(1), run.Now.AddHours(1))!);
        (run.State.PausedAt, run.State.Approval!.At).ShouldBe((run.Now.AddHours(1), run.Now.AddHours(1)));

        var reserved = RolloutRun.Reserve(Held);
        reserved.Take(RolloutMachine.MoveClock(reserved.Rollout, TimeSpan.FromHours(1), reserved.Now.AddHours(1))!);
        reserved.State.ReservedUntil.ShouldBe(reserved.Now.AddMinutes(65));
    }

    [Fact]
    public void MoveClock_BeyondWhatTimesCanBe_IsCut()
    {
        var run = RolloutRun.Start(Held);

        run.Take(RolloutMachine.MoveClock(run.Rollout, TimeSpan.MinValue / 2, run.Now)!);
        run.State.StepSince.ShouldBe(DateTimeOffset.MinValue);
        run.Take(RolloutMachine.MoveClock(run.Rollout, TimeSpan.MaxValue, run.Now)!);
        RolloutMachine.NextDue(run.Rollout, run.Now);
        run.Next();
    }

    [Fact]
    public void NextDue_Step_IsItsHoldThenItsDeadline()
    {
        var run = RolloutRun.Start(Held);

        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBe(run.Now.AddHours(1));
        run.Next(3_600);
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBe(run.Now.AddHours(2));
        run.Next(7_200);
        RolloutMachine.NextDue(run.Rollout, run.Now).ShouldBeNull();
    }

    [Fact]
    public void NextDue_NothingMissing_IsNow()
    {
        var run = RolloutRun.Start("""{"variant": "canary", "steps": [{"weight": 5, "hold": "1s"}]}""");

        RolloutMachine.NextDue(run.Rollout, run.Now.AddHours(1)).ShouldBe(run.Now.AddHours(1));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

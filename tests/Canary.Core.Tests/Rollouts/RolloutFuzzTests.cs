using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Tests.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Whatever comes in, reading answers with a value or with errors; and whatever was read, the machine takes it.</summary>
public sealed class RolloutFuzzTests
{
    [Fact]
    public void ReadPlan_OfDamagedPlans_GivesAPlanOrErrors() => DamagedDocuments.Of(Plans.Full, bytes =>
    {
        var result = RolloutDocument.ReadPlan(bytes, Plans.Shop);
        (result.Value is null).ShouldBe(result.Errors.Count > 0);
        if (result.Value is { } plan)
        {
            RolloutDocument.ReadPlan(RolloutDocument.WritePlan(plan), Plans.Shop).Errors.ShouldBeEmpty();
        }
    });

    [Fact]
    public void Read_OfDamagedStates_GivesAStateThatTheMachineTakesOrErrors()
    {
        var run = RolloutRun.Start(Plans.Full);
        run.Take(RolloutMachine.Judge(run.Rollout, new Verdict(VerdictKind.Pass, "fine"), "ci", run.Now));
        run.Act(RolloutRequestKind.Pause);
        DamagedDocuments.Of(Encoding.UTF8.GetString(ServiceStateDocument.Write(new ServiceState(run.Rollout))), bytes =>
        {
            var result = ServiceStateDocument.Read(bytes);
            (result.Value is null).ShouldBe(result.Errors.Count > 0);
            if (result.Value?.Rollout is { } rollout)
            {
                Drive(rollout, run.Now);
            }
        });
    }

    [Theory]
    [InlineData(RolloutPhase.Progressing)]
    [InlineData(RolloutPhase.Paused)]
    public void Machine_OfEveryStateThatIsValid_NeverThrows(RolloutPhase phase)
    {
        var run = RolloutRun.Start(Plans.Full);
        for (var step = -1; step < 5; step++)
        {
            foreach (var isReturning in new[] { false, step >= 0 })
            {
                var state = run.State with { Phase = phase, Step = step, IsReturning = isReturning, PausedAt = phase == RolloutPhase.Paused ? run.Now : null };
                var kept = ServiceStateDocument.Read(ServiceStateDocument.Write(new ServiceState(run.Rollout with { State = state })));
                kept.Errors.ShouldBeEmpty();
                Drive(kept.Value!.Rollout!, run.Now);
            }
        }
    }

    private static void Drive(Rollout rollout, DateTimeOffset now)
    {
        foreach (var time in new[] { now, now.AddDays(3), DateTimeOffset.MinValue, DateTimeOffset.MaxValue })
        {
            foreach (var verdict in new[] { null, new Verdict(VerdictKind.Pass, ""), new Verdict(VerdictKind.Fail, "") })
            {
                var inputs = new RolloutInputs { Now = time, Verdict = verdict };
                RolloutMachine.Next(rollout, inputs);
                RolloutProgress.Describe(rollout, inputs).ShouldNotBeNull();
            }

            RolloutMachine.NextDue(rollout, time);
            RolloutMachine.MoveClock(rollout, TimeSpan.FromDays(-1), time);
            foreach (var kind in Enum.GetValues<RolloutRequestKind>())
            {
                RolloutMachine.Act(rollout, new RolloutRequest(kind, "alice", null), time);
            }
        }
    }
}

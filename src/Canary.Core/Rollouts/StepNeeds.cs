namespace Canary.Core.Rollouts;

/// <summary>What the current step of a rollout lacks: the one place that decides it, for the next step, deadlines and people's eyes alike.</summary>
internal static class StepNeeds
{
    private static readonly StepNeed[] All = Enum.GetValues<StepNeed>();

    /// <summary>The first that is lacking, or null: the next step may come.</summary>
    public static StepNeed? First(Rollout rollout, RolloutInputs inputs)
    {
        foreach (var need in All)
        {
            if (IsLacking(need, rollout, inputs))
            {
                return need;
            }
        }

        return null;
    }

    /// <summary>All that is lacking, in words.</summary>
    public static string Describe(Rollout rollout, RolloutInputs inputs) =>
        string.Join(", ", All.Where(need => IsLacking(need, rollout, inputs)).Select(need => Text(need, rollout, inputs)));

    /// <summary>The worst of what analysis and somebody outside say.</summary>
    public static Verdict? VerdictOf(Rollout rollout, RolloutInputs inputs) => (inputs.Verdict, rollout.State.Verdict) switch
    {
        (null, var outside) => outside,
        (var analysis, null) => analysis,
        var (analysis, outside) => RolloutMachine.Worst([analysis, outside]),
    };

    private static bool IsLacking(StepNeed need, Rollout rollout, RolloutInputs inputs) => need switch
    {
        StepNeed.Budget => inputs.Budget is { IsSpent: true },
        StepNeed.FreezeEnd => FreezeCalendar.IsFrozen(rollout.Plan.Freeze, inputs.Now),
        _ when rollout.CurrentStep is not { } => false,
        StepNeed.Hold => Elapsed.Since(rollout.State.StepSince, inputs.Now) < rollout.CurrentStep.Hold,
        StepNeed.Verdict => VerdictOf(rollout, inputs) is { } verdict ? verdict.Kind != VerdictKind.Pass : rollout.CurrentStep.Verdict is not null,
        StepNeed.Gate => rollout.CurrentStep.Gate is { } gate && rollout.State.Approval is null && !(gate is GateConfig.Webhook && inputs.GateAnswer is not null),
        _ => throw new ArgumentOutOfRangeException(nameof(need), need, null),
    };

    private static string Text(StepNeed need, Rollout rollout, RolloutInputs inputs) => need switch
    {
        StepNeed.Hold => HoldText(rollout.CurrentStep!, Elapsed.Since(rollout.State.StepSince, inputs.Now)),
        StepNeed.Verdict => VerdictText(rollout.CurrentStep!, VerdictOf(rollout, inputs)),
        StepNeed.Budget => $"the next error budget, as nothing is left of this: {inputs.Budget}",
        StepNeed.Gate => GateText(rollout.CurrentStep!.Gate!),
        _ => FreezeCalendar.At(rollout.Plan.Freeze, inputs.Now)!.ToString(),
    };

    private static string HoldText(RolloutStep step, TimeSpan elapsed) =>
        $"hold of {RolloutText.Span(step.Hold)} ({RolloutText.Span(Elapsed.SecondsUp(step.Hold - elapsed))} left)";

    private static string VerdictText(RolloutStep step, Verdict? verdict)
    {
        var wanted = step.Verdict switch
        {
            RequiredVerdict.NotWorse => "verdict 'not worse'",
            RequiredVerdict.NoEvidenceAgainst => "verdict 'no evidence against'",
            _ => "verdict",
        };
        return verdict is null ? wanted : $"{wanted} (now {verdict.Kind}{RolloutText.Because(verdict.Message)})";
    }

    private static string GateText(GateConfig gate) => gate switch
    {
        GateConfig.Webhook webhook => $"yes of {RolloutText.Name(webhook.Url)}",
        GateConfig.Manual manual => $"approval by {Approvers.Names(manual)}{RolloutText.Because(manual.Note)}",
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, null),
    };
}

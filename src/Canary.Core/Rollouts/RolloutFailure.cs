namespace Canary.Core.Rollouts;

/// <summary>Decides whether a rollout failed, and what becomes of it then.</summary>
internal static class RolloutFailure
{
    /// <summary>What a failure leads to, or null: it has not failed.</summary>
    public static RolloutChange? Of(Rollout rollout, RolloutInputs inputs)
    {
        if (StepNeeds.VerdictOf(rollout, inputs) is { Kind: VerdictKind.Fail } verdict)
        {
            return Fail(rollout, $"verdict Fail{RolloutText.Because(verdict.Message)}", inputs.Now);
        }

        return IsOverdue(rollout, inputs.Now)
            ? Fail(rollout, $"it was not done within maxDuration, {RolloutText.Span(rollout.Plan.MaxDuration!.Value)}", inputs.Now)
            : null;
    }

    /// <summary>Whether it takes longer than its plan allows.</summary>
    public static bool IsOverdue(Rollout rollout, DateTimeOffset now) =>
        rollout is { Plan.MaxDuration: { } max, CurrentStep: not null } && Elapsed.Since(rollout.State.StartedAt, now) >= max;

    /// <summary>One weight further back where the last has been held long enough; null where it has not.</summary>
    public static RolloutChange? Return(Rollout rollout, DateTimeOffset now) =>
        Elapsed.Since(rollout.State.StepSince, now) >= (rollout.Plan.RollbackHold ?? TimeSpan.Zero) ? Back(rollout, rollout.State.Failure ?? "it failed", now) : null;

    private static RolloutChange Fail(Rollout rollout, string why, DateTimeOffset now) => rollout.Plan switch
    {
        { OnFail: FailureAction.Pause } => Transitions.Pause(rollout, $"paused: {why}", now, why),
        { RollbackHold: not null } => Back(rollout, why, now),
        _ => Transitions.RollBack(rollout, $"rolled back: {why}", now, why),
    };

    private static RolloutChange Back(Rollout rollout, string why, DateTimeOffset now)
    {
        var (plan, before) = (rollout.Plan, rollout.State.Step - 1);
        if (before < 0)
        {
            return Transitions.RollBack(rollout, $"rolled back: {why}", now, why);
        }

        var failed = rollout with { State = rollout.State with { Failure = why } };
        var message = $"going back, {RolloutText.StepTo(plan, before)} for {RolloutText.Span(plan.RollbackHold ?? TimeSpan.Zero)}: {why}";
        return Transitions.ToStep(failed, before, RolloutEvents.Returned, message, now, isReturning: true);
    }
}

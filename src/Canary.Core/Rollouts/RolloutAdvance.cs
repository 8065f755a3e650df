using Canary.Core.Analysis;

namespace Canary.Core.Rollouts;

/// <summary>Decides what comes next for a rollout by time, verdicts and limits alone.</summary>
internal static class RolloutAdvance
{
    /// <summary>The next transition, or null: nothing is to do.</summary>
    public static RolloutChange? Next(Rollout rollout, RolloutInputs inputs)
    {
        if (!rollout.IsActive)
        {
            return null;
        }

        if (rollout.State.ReservedUntil is { } until)
        {
            return inputs.Now < until ? null : NotConfirmed(rollout, inputs.Now, until);
        }

        if (ErrorLimit(rollout, inputs) is { } tooMany)
        {
            return tooMany;
        }

        if (rollout.State.Phase == RolloutPhase.Paused)
        {
            return null;
        }

        if (rollout.State.IsReturning)
        {
            return RolloutFailure.Return(rollout, inputs.Now);
        }

        return rollout.CurrentStep is null ? Begin(rollout, inputs) : RolloutFailure.Of(rollout, inputs) ?? Walk(rollout, inputs);
    }

    /// <summary>The next step, or the end after the last.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="why">What let it go on.</param>
    /// <param name="now">The time.</param>
    public static RolloutChange Forward(Rollout rollout, string why, DateTimeOffset now)
    {
        var (plan, next) = (rollout.Plan, rollout.State.Step + 1);
        if (next < plan.Steps.Count)
        {
            return Transitions.ToStep(rollout, next, RolloutEvents.Stepped, $"{RolloutText.StepTo(plan, next)}: {why}", now);
        }

        // A person may have changed the weights of a paused rollout; one that walks has its weight in force.
        var effect = rollout.State.Phase == RolloutPhase.Paused ? new TrafficEffect.SetWeight(plan.Variant, plan.Steps[^1].Weight) : null;
        return Transitions.End(
            rollout with { State = rollout.State with { Failure = null } },
            RolloutPhase.Promoted,
            effect,
            RolloutEvents.Promoted,
            $"promoted: {RolloutText.StepTo(plan, plan.Steps.Count - 1)} is done: {why}",
            now);
    }

    // A cap on harm: at once and in one write, whatever onFail and rollback say, and also while a person was asked for.
    private static RolloutChange? ErrorLimit(Rollout rollout, RolloutInputs inputs)
    {
        if (rollout.CurrentStep is null || inputs.Errors is not { } errors || errors == 0)
        {
            return null;
        }

        var limits = rollout.Plan.Limits;
        var limit = limits.MaxErrors is { } max && errors >= max ? $"the limit of {RolloutText.Number(max)}"
            : limits.MaxErrorBudget is { } share && inputs.Budget is { } budget && budget.IsTakenBy(errors, share) ? $"{AnalysisText.Rate(share)} of the {budget}"
            : null;
        if (limit is null)
        {
            return null;
        }

        var why = $"{RolloutText.Number(errors)} {(errors == 1 ? "error" : "errors")} of {rollout.Plan.Variant} reached {limit}";
        return Transitions.RollBack(rollout, $"rolled back: {why}", inputs.Now, why);
    }

    private static RolloutChange? Begin(Rollout rollout, RolloutInputs inputs) => StepNeeds.First(rollout, inputs) is null
        ? RolloutStart.FirstStep(rollout, "no freeze window is in force", inputs.Now)
        : null;

    private static RolloutChange? Walk(Rollout rollout, RolloutInputs inputs)
    {
        var (step, now) = (rollout.CurrentStep!, inputs.Now);
        if (StepNeeds.First(rollout, inputs) is not { } need)
        {
            return Forward(rollout, StepReasons.Of(rollout, inputs), now);
        }

        // A freeze window is the plan's own doing, and passes: it makes no step late.
        if (need != StepNeed.FreezeEnd && step.Deadline is { } deadline && Elapsed.Since(rollout.State.StepSince, now) >= deadline)
        {
            var at = RolloutText.Step(rollout.Plan, rollout.State.Step);
            return Transitions.Pause(rollout, $"paused: {at} was not done within its deadline of {RolloutText.Span(deadline)}; missing: {StepNeeds.Describe(rollout, inputs)}", now);
        }

        if (step.Gate is GateConfig.Webhook && inputs.GateAnswer is { } yes && rollout.State.Approval is null)
        {
            return GateApprovals.Approved(rollout, yes, now);
        }

        return need == StepNeed.Gate && step.Gate is GateConfig.Manual && !rollout.State.IsWaiting ? Ask(rollout, inputs) : null;
    }

    private static RolloutChange Ask(Rollout rollout, RolloutInputs inputs) => Transitions.Stay(
        rollout,
        RolloutEvents.Waiting,
        $"{RolloutText.Step(rollout.Plan, rollout.State.Step)} at {rollout.CurrentStep!.Weight}% waits for {StepNeeds.Describe(rollout, inputs)}",
        inputs.Now,
        state => state with { IsWaiting = true });

    private static RolloutChange NotConfirmed(Rollout rollout, DateTimeOffset now, DateTimeOffset until) => Transitions.End(
        rollout, RolloutPhase.Aborted, null, RolloutEvents.Aborted, $"aborted: nobody confirmed the release until {RolloutText.Time(until)}; no weight was moved", now);
}

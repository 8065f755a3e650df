namespace Canary.Core.Rollouts;

/// <summary>Says what a rollout waits for, for people who look at it.</summary>
public static class RolloutProgress
{
    /// <summary>One line, as <c>step 3/5 at 25% waits for hold of 10m (4m left), approval by alice</c>.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="inputs">What is known now.</param>
    public static string Describe(Rollout rollout, RolloutInputs inputs)
    {
        var (plan, state) = (rollout.Plan, rollout.State);
        if (!rollout.IsActive || state.Phase == RolloutPhase.Paused)
        {
            return rollout.IsActive ? $"{state.Message}; {Refusals.Allowed(rollout)}" : state.Message;
        }

        if (state.IsReturning)
        {
            var left = (plan.RollbackHold ?? TimeSpan.Zero) - Elapsed.Since(state.StepSince, inputs.Now);
            return $"going back: {RolloutText.Step(plan, state.Step)} at {rollout.CurrentStep!.Weight}% for {RolloutText.Span(Elapsed.SecondsUp(left))} more";
        }

        var at = rollout.CurrentStep is { } step ? $"{RolloutText.Step(plan, state.Step)} at {step.Weight}%" : RolloutText.StepTo(plan, 0);
        return StepNeeds.First(rollout, inputs) is null ? $"{at} is done, the next comes at once" : $"{at} waits for {StepNeeds.Describe(rollout, inputs)}";
    }
}

using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Makes the state after a transition; what every transition has in common is here alone.</summary>
internal static class Transitions
{
    private static readonly TrafficEffect Nothing = new TrafficEffect.None();

    /// <summary>The rollout stays at its step; only what <paramref name="change"/> does to its state changes.</summary>
    public static RolloutChange Stay(Rollout rollout, string happened, string message, DateTimeOffset now, Func<RolloutState, RolloutState> change) =>
        Made(rollout, change(rollout.State), Nothing, happened, message, now);

    /// <summary>The rollout walks on at a step, which begins now.</summary>
    public static RolloutChange ToStep(Rollout rollout, int step, string happened, string message, DateTimeOffset now, bool isReturning = false)
    {
        var state = rollout.State with
        {
            Phase = RolloutPhase.Progressing,
            Step = step,
            StepSince = now,
            StartedAt = rollout.State.Step < 0 ? now : rollout.State.StartedAt,
            Approval = null,
            Verdict = null,
            IsWaiting = false,
            IsReturning = isReturning,
            Failure = isReturning ? rollout.State.Failure : null,
            ReservedUntil = null,
            PausedAt = null,
        };
        return Made(rollout, state, step < 0 ? Nothing : new TrafficEffect.SetWeight(rollout.Plan.Variant, rollout.Plan.Steps[step].Weight), happened, message, now);
    }

    /// <summary>The rollout waits for a person.</summary>
    public static RolloutChange Pause(Rollout rollout, string message, DateTimeOffset now, string? failure = null) =>
        Stay(rollout, RolloutEvents.Paused, message, now, state => state with
        {
            Phase = RolloutPhase.Paused,
            PausedAt = state.PausedAt ?? now,
            Failure = failure ?? state.Failure,
        });

    /// <summary>The baseline gets everything, in one write.</summary>
    public static RolloutChange RollBack(Rollout rollout, string message, DateTimeOffset now, string? failure = null) =>
        End(rollout, RolloutPhase.RolledBack, new TrafficEffect.RollBack(), RolloutEvents.RolledBack, message, now, failure);

    /// <summary>The rollout ends.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="phase">A final phase.</param>
    /// <param name="effect">What becomes of the traffic; null: nothing.</param>
    /// <param name="happened">One of <see cref="RolloutEvents"/>.</param>
    /// <param name="message">The line.</param>
    /// <param name="now">The time.</param>
    /// <param name="failure">Why it failed, or null: as it was.</param>
    public static RolloutChange End(
        Rollout rollout, RolloutPhase phase, TrafficEffect? effect, string happened, string message, DateTimeOffset now, string? failure = null)
    {
        var state = rollout.State with
        {
            Phase = phase,
            IsWaiting = false,
            IsReturning = false,
            Failure = failure ?? rollout.State.Failure,
            ReservedUntil = null,
            PausedAt = null,
        };
        return Made(rollout, state, effect ?? Nothing, happened, message, now);
    }

    private static RolloutChange Made(Rollout rollout, RolloutState state, TrafficEffect effect, string happened, string message, DateTimeOffset now) =>
        new(
            rollout with { State = state with { ChangedAt = now, Transition = rollout.State.Transition + 1, Message = Quoted.Within(message, RolloutText.MaxMessage) } },
            effect,
            happened);
}

using System.Globalization;

namespace Canary.Core.Rollouts;

/// <summary>Times of rollouts: moves them along with the clock, and says which comes next.</summary>
internal static class RolloutClock
{
    /// <summary>The rollout with its times moved along, or null: there is nothing to move.</summary>
    public static RolloutChange? Move(Rollout rollout, TimeSpan jump, DateTimeOffset now)
    {
        if (!rollout.IsActive || jump == TimeSpan.Zero)
        {
            return null;
        }

        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"the store's clock jumped {(jump > TimeSpan.Zero ? "forward" : "back")} by {RolloutText.Span(jump.Duration())}: times moved along, holds and deadlines go on where they were");
        return Transitions.Stay(rollout, RolloutEvents.ClockMoved, message, now, state => state with
        {
            StartedAt = Elapsed.Shift(state.StartedAt, jump),
            StepSince = Elapsed.Shift(state.StepSince, jump),
            PausedAt = state.PausedAt is { } pausedAt ? Elapsed.Shift(pausedAt, jump) : null,
            ReservedUntil = state.ReservedUntil is { } until ? Elapsed.Shift(until, jump) : null,
            Approval = state.Approval is { } approval ? approval with { At = Elapsed.Shift(approval.At, jump) } : null,
        });
    }

    /// <summary>When something may be to do by time alone.</summary>
    public static DateTimeOffset? NextDue(Rollout rollout, DateTimeOffset now)
    {
        if (!rollout.IsActive)
        {
            return null;
        }

        if (rollout.State.ReservedUntil is { } until)
        {
            return until > now ? until : now;
        }

        if (rollout.State.Phase == RolloutPhase.Paused)
        {
            return null;
        }

        if (rollout.State.IsReturning)
        {
            return After(rollout.State.StepSince, rollout.Plan.RollbackHold ?? TimeSpan.Zero, now);
        }

        return new[] { StepDue(rollout, now), LateDue(rollout, now) }.Min();
    }

    // The hold, and the end of a freeze window that is in force then. A gate or a verdict may hold it longer, but that is not time's doing.
    private static DateTimeOffset? StepDue(Rollout rollout, DateTimeOffset now)
    {
        var held = After(rollout.State.StepSince, rollout.CurrentStep?.Hold ?? TimeSpan.Zero, now);
        var lacksApproval = rollout is { CurrentStep.Gate: not null, State.Approval: null };
        if (lacksApproval && rollout is { CurrentStep.Gate: GateConfig.Manual, State.IsWaiting: false })
        {
            // People are asked at the hold's end, so that they can say yes before the window's.
            return held;
        }

        var due = FreezeCalendar.At(rollout.Plan.Freeze, held)?.Until ?? held;
        var lacksVerdict = rollout is { CurrentStep.Verdict: not null, State.Verdict: null };
        return due <= now && (lacksApproval || lacksVerdict) ? null : due;
    }

    private static DateTimeOffset? LateDue(Rollout rollout, DateTimeOffset now)
    {
        DateTimeOffset? deadline = rollout.CurrentStep?.Deadline is { } late ? After(rollout.State.StepSince, late, now) : null;
        DateTimeOffset? end = rollout is { CurrentStep: not null, Plan.MaxDuration: { } max } ? After(rollout.State.StartedAt, max, now) : null;
        return new[] { deadline, end }.Min();
    }

    // Not before now, which is when it is late already; and no time at all has passed even where the clock is behind.
    private static DateTimeOffset After(DateTimeOffset since, TimeSpan span, DateTimeOffset now)
    {
        var due = span == TimeSpan.Zero ? now : Elapsed.Shift(since, span);
        return due > now ? due : now;
    }
}

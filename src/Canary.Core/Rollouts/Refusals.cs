using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Why requests are refused: one sentence each, that says what is allowed.</summary>
internal static class Refusals
{
    /// <summary>What may be asked now.</summary>
    public static string Allowed(Rollout rollout) => "allowed now: " + rollout switch
    {
        { IsActive: false, State.Phase: RolloutPhase.RolledBack or RolloutPhase.Aborted } => "retry, or start a new one",
        { IsActive: false } => "start a new one",
        { IsReserved: true } => "confirm, abort, rollback",
        { State: { Phase: RolloutPhase.Paused, IsReturning: true } } => "resume, abort, rollback",
        { State.Phase: RolloutPhase.Paused } => "resume, promote, abort, rollback",
        { State.IsReturning: true } => "pause, abort, rollback",
        _ => "pause, promote, abort, rollback",
    };

    /// <summary>It has ended.</summary>
    public static string Ended(Rollout rollout) => $"the rollout has ended ({rollout.State.Phase}); {Allowed(rollout)}.";

    /// <summary>It waits for its release.</summary>
    public static string Reserved(Rollout rollout) =>
        $"the rollout is reserved for release {Quoted.Text(rollout.Release ?? "")} until {RolloutText.Time(rollout.State.ReservedUntil!.Value)}; {Allowed(rollout)}.";

    /// <summary>It goes back.</summary>
    public static string Returning(Rollout rollout) => $"the rollout is going back; {Allowed(rollout)}.";

    /// <summary>A freeze window is in force.</summary>
    public static string Frozen(Rollout rollout, FreezeSpan freeze) =>
        $"no step goes forward in {freeze}; allowed now: {(rollout.State.Phase == RolloutPhase.Paused ? "" : "pause, ")}abort, rollback.";

    /// <summary>It takes longer than its plan allows.</summary>
    public static string Overdue(Rollout rollout) =>
        $"the rollout was not done within maxDuration, {RolloutText.Span(rollout.Plan.MaxDuration!.Value)}; allowed now: promote fully, abort, rollback.";
}

namespace Canary.Core.Rollouts;

/// <summary>Keeps what gates and people outside say about the current step.</summary>
internal static class GateApprovals
{
    /// <summary>A person says yes to the current step's manual gate; its hold goes on.</summary>
    public static RolloutAnswer Approve(Rollout rollout, GateApproval approval, DateTimeOffset now)
    {
        var refusal = WalkRefusal(rollout)
            ?? (rollout.CurrentStep!.Gate is not GateConfig.Manual ? $"{At(rollout)} has no manual gate to approve; promote ends its wait." : null)
            ?? (rollout.State.Approval is { } given ? $"{At(rollout)} was approved by {RolloutText.Name(given.By)} already." : null)
            ?? Approvers.RefusalOf(rollout, approval.By, all: false);
        return refusal is null ? new RolloutAnswer(Approved(rollout, approval, now), null) : new RolloutAnswer(null, refusal);
    }

    /// <summary>Somebody outside gives a verdict on the current step.</summary>
    public static RolloutAnswer Judge(Rollout rollout, Verdict verdict, string by, DateTimeOffset now)
    {
        if (WalkRefusal(rollout) is { } refusal)
        {
            return new RolloutAnswer(null, refusal);
        }

        var kept = verdict with { Message = Kept(verdict.Message) ?? verdict.Kind.ToString() };
        var message = $"{At(rollout)} judged {verdict.Kind} by {RolloutText.Name(by)}: {kept.Message}";
        return new RolloutAnswer(Transitions.Stay(rollout, RolloutEvents.Judged, message, now, state => state with { Verdict = kept }), null);
    }

    /// <summary>The gate said yes.</summary>
    public static RolloutChange Approved(Rollout rollout, GateApproval approval, DateTimeOffset now)
    {
        var kept = new GateApproval(Kept(approval.By) ?? "somebody", approval.At, Kept(approval.Note));
        return Transitions.Stay(
            rollout,
            RolloutEvents.Approved,
            $"{At(rollout)} approved by {RolloutText.Name(kept.By)}{RolloutText.Because(kept.Note)}",
            now,
            state => state with { Approval = kept, IsWaiting = false });
    }

    private static string? Kept(string? text) => string.IsNullOrEmpty(text) ? null : RolloutText.Text(text);

    private static string At(Rollout rollout) => RolloutText.Step(rollout.Plan, rollout.State.Step);

    private static string? WalkRefusal(Rollout rollout) => rollout switch
    {
        { IsActive: false } => Refusals.Ended(rollout),
        { IsReserved: true } => Refusals.Reserved(rollout),
        { State.Phase: RolloutPhase.Paused } => $"the rollout is paused; {Refusals.Allowed(rollout)}.",
        { CurrentStep: null } => $"the first step is not in force yet; {Refusals.Allowed(rollout)}.",
        { State.IsReturning: true } => Refusals.Returning(rollout),
        _ => null,
    };
}

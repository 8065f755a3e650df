namespace Canary.Core.Rollouts;

/// <summary>Does what people ask of rollouts, or says why not.</summary>
internal static class RolloutActions
{
    /// <summary>The answer to a request.</summary>
    public static RolloutAnswer Act(Rollout rollout, RolloutRequest request, DateTimeOffset now)
    {
        if (RefusalOf(rollout, request, now) is { } refusal)
        {
            return new RolloutAnswer(null, refusal);
        }

        var by = $"by {RolloutText.Name(request.By)}{RolloutText.Because(request.Reason)}";
        return new RolloutAnswer(
            request.Kind switch
            {
                RolloutRequestKind.Pause => Transitions.Pause(rollout, $"paused: {by}", now),
                RolloutRequestKind.Resume => Resume(rollout, by, now),
                RolloutRequestKind.Promote => Promote(rollout, $"promoted {by}", now),
                RolloutRequestKind.PromoteFully => PromoteFully(rollout, by, now),
                RolloutRequestKind.Confirm => RolloutStart.FirstStep(rollout, $"confirmed {by}", now),
                RolloutRequestKind.Abort => Abort(rollout, by, now),
                RolloutRequestKind.RollBack => Transitions.RollBack(rollout, $"rolled back: {by}", now),
                RolloutRequestKind.WeightsChanged => Transitions.Pause(rollout, $"paused: {RolloutText.Name(request.By)} set the weights{Weights(request.Reason)}", now),
                RolloutRequestKind.Supersede => Transitions.End(rollout, RolloutPhase.Superseded, null, RolloutEvents.Superseded, $"superseded: {by}", now),
                _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, null),
            },
            null);
    }

    private static string? RefusalOf(Rollout rollout, RolloutRequest request, DateTimeOffset now) => request.Kind switch
    {
        _ when !rollout.IsActive => Refusals.Ended(rollout),
        RolloutRequestKind.Abort or RolloutRequestKind.RollBack or RolloutRequestKind.Supersede => null,
        RolloutRequestKind.Confirm => ConfirmRefusal(rollout, now),
        _ when rollout.IsReserved => Refusals.Reserved(rollout),
        RolloutRequestKind.WeightsChanged => null,
        RolloutRequestKind.Pause => rollout.State.Phase == RolloutPhase.Paused ? $"the rollout is paused already; {Refusals.Allowed(rollout)}." : null,
        RolloutRequestKind.Resume => ResumeRefusal(rollout, now),
        _ => ForwardRefusal(rollout, request, now),
    };

    private static string? ConfirmRefusal(Rollout rollout, DateTimeOffset now) => rollout switch
    {
        { IsReserved: false } => $"the rollout is not reserved, so there is nothing to confirm; {Refusals.Allowed(rollout)}.",
        _ when now >= rollout.State.ReservedUntil => $"the reservation ended at {RolloutText.Time(rollout.State.ReservedUntil!.Value)}; try the release again.",
        _ => FreezeCalendar.At(rollout.Plan.Freeze, now) is { } freeze ? Refusals.Frozen(rollout, freeze) : null,
    };

    private static string? ResumeRefusal(Rollout rollout, DateTimeOffset now) => rollout switch
    {
        { State.Phase: RolloutPhase.Progressing } => $"the rollout is not paused; {Refusals.Allowed(rollout)}.",
        { State.IsReturning: false } when RolloutFailure.IsOverdue(rollout, now) => Refusals.Overdue(rollout),
        _ => null,
    };

    private static string? ForwardRefusal(Rollout rollout, RolloutRequest request, DateTimeOffset now)
    {
        var isFull = request.Kind == RolloutRequestKind.PromoteFully;
        if (rollout.State.IsReturning)
        {
            return Refusals.Returning(rollout);
        }

        if (FreezeCalendar.At(rollout.Plan.Freeze, now) is { } freeze)
        {
            return Refusals.Frozen(rollout, freeze);
        }

        return !isFull && RolloutFailure.IsOverdue(rollout, now) ? Refusals.Overdue(rollout) : Approvers.RefusalOf(rollout, request.By, isFull);
    }

    private static RolloutChange Resume(Rollout rollout, string by, DateTimeOffset now)
    {
        var (plan, state) = (rollout.Plan, rollout.State);
        var message = rollout.CurrentStep is { } step
            ? $"resumed: {RolloutText.Step(plan, state.Step)} begins anew at {step.Weight}%, {by}"
            : $"resumed: {RolloutText.StepTo(plan, 0)} comes next, {by}";
        return Transitions.ToStep(rollout, state.Step, RolloutEvents.Resumed, message, now, state.IsReturning);
    }

    private static RolloutChange Promote(Rollout rollout, string why, DateTimeOffset now) =>
        rollout.CurrentStep is null ? RolloutStart.FirstStep(rollout, why, now) : RolloutAdvance.Forward(rollout, why, now);

    private static RolloutChange PromoteFully(Rollout rollout, string by, DateTimeOffset now)
    {
        var last = rollout.Plan.Steps.Count - 1;
        var message = $"promoted: {RolloutText.StepTo(rollout.Plan, last)} at once, {by}";
        var atLast = Transitions.ToStep(rollout, last, RolloutEvents.Promoted, message, now);
        return atLast with { Next = atLast.Next with { State = atLast.Next.State with { Phase = RolloutPhase.Promoted } } };
    }

    private static RolloutChange Abort(Rollout rollout, string by, DateTimeOffset now)
    {
        var before = rollout.State.WeightsBefore;
        return rollout.CurrentStep is null
            ? Transitions.End(rollout, RolloutPhase.Aborted, null, RolloutEvents.Aborted, $"aborted: no weight was moved yet, {by}", now)
            : Transitions.End(
                rollout,
                RolloutPhase.Aborted,
                new TrafficEffect.Restore(before),
                RolloutEvents.Aborted,
                $"aborted: weights as before ({string.Join(", ", before.Select(weight => $"{weight.Key} {weight.Value}"))}), {by}",
                now);
    }

    private static string Weights(string? weights) => string.IsNullOrWhiteSpace(weights) ? "" : $" ({RolloutText.Text(weights)})";
}

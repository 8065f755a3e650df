using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>WHERE A ROLLOUT ADVANCES. Pure: the same rollout, inputs and time always lead to the same transition.</summary>
/// <remarks>
/// A transition is written together with the weights it moves; where that write is refused, nothing happened. Phases that ended never change.
/// Every transition says in one line what happened, and every refusal in one sentence what is allowed.
/// </remarks>
public static class RolloutMachine
{
    /// <summary>Begins a rollout: its first step is in force at once, or, in a freeze window, when that ends.</summary>
    /// <param name="service">The service as it is.</param>
    /// <param name="plan">A plan that was read for this service.</param>
    /// <param name="id">Identity of the run: letters, digits and <c>-</c>, at most 64, new each time.</param>
    /// <param name="by">Who starts it.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="now">The time, by the store's clock.</param>
    /// <param name="release">The release that moves it, or null.</param>
    public static RolloutChange Start(ServiceConfig service, RolloutPlan plan, string id, string by, string? reason, DateTimeOffset now, string? release = null) =>
        RolloutStart.Walking(service, plan, id, by, reason, now, release);

    /// <summary>Reserves a service for a release: nothing is moved until <see cref="RolloutRequestKind.Confirm"/>, and where that does not come until <paramref name="until"/>, the rollout is aborted.</summary>
    /// <inheritdoc cref="Start"/>
    public static RolloutChange Reserve(ServiceConfig service, RolloutPlan plan, string id, string release, DateTimeOffset until, DateTimeOffset now) =>
        RolloutStart.Reserved(service, plan, id, release, until, now);

    /// <summary>What comes next by time, verdicts and limits; null: nothing is to do. Cheap where nothing is.</summary>
    /// <remarks>
    /// In this order: errors at the limit, back at once, also while paused; a failed verdict and too long a duration, back or paused as the
    /// plan says; further on the way back; a deadline, paused; the next step.
    /// </remarks>
    public static RolloutChange? Next(Rollout rollout, RolloutInputs inputs) => RolloutAdvance.Next(rollout, inputs);

    /// <summary>Does what a person asks, or says why not.</summary>
    public static RolloutAnswer Act(Rollout rollout, RolloutRequest request, DateTimeOffset now) => RolloutActions.Act(rollout, request, now);

    /// <summary>Keeps a verdict from outside about the current step, until the next step.</summary>
    public static RolloutAnswer Judge(Rollout rollout, Verdict verdict, string by, DateTimeOffset now) => GateApprovals.Judge(rollout, verdict, by, now);

    /// <summary>Says yes to the current step's manual gate; its hold and verdict are still waited for.</summary>
    public static RolloutAnswer Approve(Rollout rollout, GateApproval approval, DateTimeOffset now) => GateApprovals.Approve(rollout, approval, now);

    /// <summary>Why the plan of this rollout cannot be started again as a new run, in one sentence; null: it can.</summary>
    public static string? RetryRefusal(Rollout rollout) => rollout.State.Phase is RolloutPhase.RolledBack or RolloutPhase.Aborted
        ? null
        : $"the rollout is {rollout.State.Phase}, and only one that was rolled back or aborted can be tried again; {Refusals.Allowed(rollout)}.";

    /// <summary>Moves the times of an active rollout along with the store's clock, so that what has passed of holds and deadlines stays; null: there is nothing to move.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="jump">How far the clock jumped, forward above 0.</param>
    /// <param name="now">The time after the jump.</param>
    public static RolloutChange? MoveClock(Rollout rollout, TimeSpan jump, DateTimeOffset now) => RolloutClock.Move(rollout, jump, now);

    /// <summary>When <see cref="Next"/> may next have something to do by time alone; <paramref name="now"/> where it may at once, null where time alone does nothing.</summary>
    public static DateTimeOffset? NextDue(Rollout rollout, DateTimeOffset now) => RolloutClock.NextDue(rollout, now);

    /// <summary>The freeze window of a plan that is in force, or null.</summary>
    public static FreezeSpan? FrozenAt(RolloutPlan plan, DateTimeOffset now) => FreezeCalendar.At(plan.Freeze, now);

    /// <summary>The webhook gate that is to be asked now: that of a step which walks and has been held long enough; null: none.</summary>
    public static GateConfig.Webhook? WebhookToAsk(Rollout rollout, DateTimeOffset now) =>
        rollout is { State: { Phase: RolloutPhase.Progressing, IsReturning: false, Approval: null }, CurrentStep: { Gate: GateConfig.Webhook webhook } step }
        && Elapsed.Since(rollout.State.StepSince, now) >= step.Hold
            ? webhook
            : null;

    /// <summary>The worst of several verdicts: <c>Fail</c>, then <c>Error</c>, <c>Inconclusive</c>, <c>Pass</c>; the first of those; null where there is none.</summary>
    public static Verdict? Worst(IEnumerable<Verdict?> verdicts) => verdicts.OfType<Verdict>().MinBy(verdict => verdict.Kind switch
    {
        VerdictKind.Fail => 0,
        VerdictKind.Error => 1,
        VerdictKind.Inconclusive => 2,
        _ => 3,
    });
}

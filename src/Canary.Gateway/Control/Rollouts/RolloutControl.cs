using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>What people do to rollouts: start one, and act on it. Each is one write; where somebody else writes in between, it is decided again.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. On a member of a release it acts on all members.</remarks>
internal sealed class RolloutControl(IGatewayStore store, ServiceWriter writer, CloudEvents events, RolloutMetrics metrics)
{
    /// <summary>Starts a rollout: its first step is in force when this returns.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="plan">Reads the plan for the service as it is; may be called several times.</param>
    /// <param name="replaces">Whether it takes the place of an active one; else that is refused.</param>
    /// <param name="condition">What must be true of the service.</param>
    /// <param name="origin">Who, and why.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<RolloutOutcome> StartAsync(
        string service, Func<ServiceConfig, DocumentResult<RolloutPlan>> plan, bool replaces, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(service, condition, origin, cancellation, (batch, found, now) =>
        {
            var read = plan(found.Config);
            if (!read.IsValid)
            {
                return new RolloutOutcome.Invalid(read.Errors);
            }

            if (found.State.Rollout is { IsActive: true } active)
            {
                if (!replaces || active.Release is not null)
                {
                    return new RolloutOutcome.Refused(
                        $"a rollout of '{found.Name}' is active ({active.State.Phase}: {active.State.Message}); {(active.Release is { } release ? $"cancel the release '{release}' first" : "abort it first, or start with ?replace=true")}.");
                }

                batch.Tell(found, RolloutMachine.Act(active, new RolloutRequest(RolloutRequestKind.Supersede, origin.Actor, origin.Reason), now).Change!, origin);
            }

            batch.Put(found, found.Config, RolloutMachine.Start(found.Config, read.Value, NewId(), origin.Actor, origin.Reason, now), origin);
            return null;
        });

    /// <summary>Runs the plan of a rollout that came back once more, from its first step.</summary>
    public Task<RolloutOutcome> RetryAsync(string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(service, condition, origin, cancellation, (batch, found, now) =>
        {
            if (found.State.Rollout is not { } last)
            {
                return new RolloutOutcome.NoRollout(found.Name);
            }

            if (last.State.Phase is not (RolloutPhase.RolledBack or RolloutPhase.Aborted))
            {
                return new RolloutOutcome.Refused($"the rollout is {last.State.Phase}; only one that was rolled back or aborted can be tried again{(last.State.Phase == RolloutPhase.Paused ? ", this one can be resumed" : "")}.");
            }

            if (RolloutDocument.CheckPlan(last.Plan, found.Config) is { IsValid: false, Errors: var errors })
            {
                return new RolloutOutcome.Invalid(errors);
            }

            batch.Put(found, found.Config, RolloutMachine.Start(found.Config, last.Plan, NewId(), origin.Actor, origin.Reason, now), origin);
            return null;
        });

    /// <summary>Asks something of the rollout.</summary>
    public Task<RolloutOutcome> ActAsync(string service, RolloutRequestKind kind, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, cancellation, (rollout, now) => RolloutMachine.Act(rollout, new RolloutRequest(kind, origin.Actor, origin.Reason), now));

    /// <summary>Gives a verdict on the current step, from outside.</summary>
    public Task<RolloutOutcome> JudgeAsync(string service, Verdict verdict, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, cancellation, (rollout, now) => RolloutMachine.Judge(rollout, verdict, origin.Actor, now));

    /// <summary>Says yes to the gate of the current step; its hold goes on.</summary>
    public Task<RolloutOutcome> ApproveAsync(string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, cancellation, (rollout, now) => RolloutMachine.Approve(rollout, new GateApproval(origin.Actor, now, origin.Reason), now));

    private Task<RolloutOutcome> AnswerAsync(
        string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation, Func<Rollout, DateTimeOffset, RolloutAnswer> act) =>
        EditAsync(service, condition, origin, cancellation, (batch, found, now) =>
        {
            if (found.State.Rollout is null)
            {
                return new RolloutOutcome.NoRollout(found.Name);
            }

            foreach (var member in RolloutGroup.Of(batch.Snapshot, found).Members)
            {
                var answer = act(member.State.Rollout!, now);
                if (answer.Change is not { } change)
                {
                    return new RolloutOutcome.Refused(answer.Refusal!);
                }

                if (RolloutBatch.RefusalOf(member, change) is { } refusal)
                {
                    return new RolloutOutcome.Refused(refusal);
                }

                batch.Put(member, member.Config, change, origin);
            }

            return null;
        });

    private async Task<RolloutOutcome> EditAsync(
        string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation, Func<RolloutBatch, ServiceSnapshot, DateTimeOffset, RolloutOutcome?> edit)
    {
        var now = await store.ReadTimeAsync(cancellation);
        RolloutOutcome? refusal = null;
        RolloutBatch? batch = null;
        var result = await writer.EditAsync(service, condition, cancellation, (snapshot, found) =>
        {
            batch = new RolloutBatch(snapshot, events);
            refusal = edit(batch, found, now);
            return refusal is null ? batch.ToWrite(origin) : null;
        });
        if (result is WriteResult.Accepted accepted)
        {
            batch!.Changes.ForEach(made => metrics.Moved(made.Service, made.Change));
            return new RolloutOutcome.Done(batch.Changes.Last(made => made.Service == service).Change.Next, accepted.Revision);
        }

        return refusal ?? (result is null ? new RolloutOutcome.NoService(service) : new RolloutOutcome.Unwritten(result));
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}

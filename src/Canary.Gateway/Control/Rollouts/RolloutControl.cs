using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>What people do to rollouts: start one, and act on it. Each is one write; where somebody else writes in between, it is decided again.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>. On a member of a release it acts on all members.</remarks>
internal sealed class RolloutControl(ServiceWriter writer, AddressPolicy addresses, StoreClock clock, CloudEvents events)
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
        EditAsync(service, condition, origin, (batch, found, now) =>
        {
            var read = plan(found.Config);
            if (!read.IsValid)
            {
                return new RolloutOutcome.Invalid(read.Errors);
            }

            if (addresses.Check(read.Value) is { Count: > 0 } refused)
            {
                return new RolloutOutcome.Invalid(refused);
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
        }, cancellation);

    /// <summary>Runs the plan of a rollout that came back once more, from its first step.</summary>
    public Task<RolloutOutcome> RetryAsync(string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(service, condition, origin, (batch, found, now) =>
        {
            if (found.State.Rollout is not { } last)
            {
                return new RolloutOutcome.NoRollout(found.Name);
            }

            if (RolloutMachine.RetryRefusal(last) is { } refusal)
            {
                return new RolloutOutcome.Refused(refusal);
            }

            if (RolloutDocument.CheckPlan(last.Plan, found.Config) is { IsValid: false, Errors: var errors })
            {
                return new RolloutOutcome.Invalid(errors);
            }

            batch.Put(found, found.Config, RolloutMachine.Start(found.Config, last.Plan, NewId(), origin.Actor, origin.Reason, now), origin);
            return null;
        }, cancellation);

    /// <summary>Asks something of the rollout.</summary>
    public Task<RolloutOutcome> ActAsync(string service, RolloutRequestKind kind, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, (rollout, now) => RolloutMachine.Act(rollout, new RolloutRequest(kind, origin.Actor, origin.Reason), now), cancellation);

    /// <summary>Gives a verdict on the current step, from outside.</summary>
    public Task<RolloutOutcome> JudgeAsync(string service, Verdict verdict, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, (rollout, now) => RolloutMachine.Judge(rollout, verdict, origin.Actor, now), cancellation);

    /// <summary>Says yes to the gate of the current step; its hold goes on.</summary>
    public Task<RolloutOutcome> ApproveAsync(string service, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation) =>
        AnswerAsync(service, condition, origin, (rollout, now) => RolloutMachine.Approve(rollout, new GateApproval(origin.Actor, now, origin.Reason), now), cancellation);

    private Task<RolloutOutcome> AnswerAsync(
        string service, WriteCondition condition, WriteOrigin origin, Func<Rollout, DateTimeOffset, RolloutAnswer> act, CancellationToken cancellation) =>
        EditAsync(service, condition, origin, (batch, found, now) =>
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
        }, cancellation);

    private async Task<RolloutOutcome> EditAsync(
        string service, WriteCondition condition, WriteOrigin origin, Func<RolloutBatch, ServiceSnapshot, DateTimeOffset, RolloutOutcome?> edit, CancellationToken cancellation)
    {
        RolloutOutcome? refusal = null;
        RolloutBatch? batch = null;
        var result = await writer.EditAsync(
            service,
            condition,
            (snapshot, found) =>
            {
                batch = new RolloutBatch(snapshot, events);
                refusal = found is null ? new RolloutOutcome.NoService(service) : edit(batch, found, clock.Now);
                return refusal is null ? batch : null;
            },
            origin,
            cancellation);
        return result switch
        {
            WriteResult.Accepted accepted => new RolloutOutcome.Done(batch!.Changes.Last(made => made.Service == service).Change.Next, accepted.Revision),
            null => refusal!,
            _ => new RolloutOutcome.Unwritten(result),
        };
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}

using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Releases;

/// <summary>Sets of services released together: tried (validated and reserved), then confirmed or cancelled, all in one write each, so that all or none are changed.</summary>
/// <remarks>
/// A release has no document of its own: each member's rollout names it, and they move as one (<see cref="RolloutGroup"/>).
/// Every call may throw <see cref="StoreUnavailableException"/>.
/// </remarks>
internal sealed class ReleaseControl(SnapshotState state, ServiceWriter writer, AddressPolicy addresses, StoreClock clock, CloudEvents events)
{
    /// <summary>Validates and reserves all services; no weight moves before the confirmation.</summary>
    public Task<ReleaseOutcome> TryAsync(ReleaseRequest request, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(request.Name, origin, (batch, now) =>
        {
            if (RolloutGroup.OfRelease(batch.Snapshot, request.Name).Members.Count > 0)
            {
                return new ReleaseOutcome.Refused($"the release '{request.Name}' is active; cancel it first, or take another name.");
            }

            var errors = new List<DocumentError>();
            foreach (var (name, index) in request.Services.Select((name, index) => (name, index)))
            {
                if (!batch.Snapshot.Services.TryGetValue(name, out var service))
                {
                    errors.Add(new DocumentError($"services[{index}]", $"must be a service, but there is no service '{name}'."));
                    continue;
                }

                if (service.State.Rollout is { IsActive: true } active)
                {
                    return new ReleaseOutcome.Refused($"a rollout of '{name}' is active ({active.State.Phase}: {active.State.Message}); abort it first.");
                }

                var plan = RolloutDocument.ReadPlan(request.Plan, service.Config);
                var problems = plan.IsValid ? addresses.Check(plan.Value) : plan.Errors;
                if (plan.IsValid && problems.Count == 0)
                {
                    batch.Put(service, service.Config, RolloutMachine.Reserve(service.Config, plan.Value, NewId(), request.Name, now + request.ConfirmWithin, now), origin);
                }
                else
                {
                    errors.AddRange(problems.Select(error => new DocumentError(
                        error.Path.Length == 0 ? "plan" : $"plan.{error.Path}", $"(for '{name}') {error.Message}")));
                }
            }

            return errors.Count > 0 ? new ReleaseOutcome.Invalid(errors) : null;
        }, cancellation);

    /// <summary>Asks something of all members. <see cref="RolloutRequestKind.Confirm"/> begins what is reserved, <see cref="RolloutRequestKind.Abort"/> cancels.</summary>
    public Task<ReleaseOutcome> ActAsync(string release, RolloutRequestKind kind, WriteOrigin origin, CancellationToken cancellation) =>
        EditAsync(release, origin, (batch, now) =>
        {
            var members = RolloutGroup.OfRelease(batch.Snapshot, release).Members;
            if (members.Count == 0)
            {
                return new ReleaseOutcome.NoRelease(release);
            }

            foreach (var member in members)
            {
                var answer = RolloutMachine.Act(member.State.Rollout!, new RolloutRequest(kind, origin.Actor, origin.Reason), now);
                if (answer.Change is not { } change || RolloutBatch.RefusalOf(member, change) is { })
                {
                    return new ReleaseOutcome.Refused(answer.Refusal ?? RolloutBatch.RefusalOf(member, answer.Change!)!);
                }

                batch.Put(member, member.Config, change, origin);
            }

            return null;
        }, cancellation);

    private async Task<ReleaseOutcome> EditAsync(string release, WriteOrigin origin, Func<RolloutBatch, DateTimeOffset, ReleaseOutcome?> edit, CancellationToken cancellation)
    {
        ReleaseOutcome? refusal = null;
        RolloutBatch? batch = null;
        var result = await writer.EditAsync(
            snapshot =>
            {
                batch = new RolloutBatch(snapshot, events);
                refusal = edit(batch, clock.Now);
                return refusal is null ? batch : null;
            },
            origin,
            cancellation);
        if (result is not WriteResult.Accepted accepted)
        {
            return result is null ? refusal! : new ReleaseOutcome.Unwritten(result);
        }

        var members = batch!.Changes.Select(made => state.Current.Services.GetValueOrDefault(made.Service)).OfType<ServiceSnapshot>();
        return new ReleaseOutcome.Done(release, [.. members], accepted.Revision);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");
}

using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Collects what belongs into one write: services with the state of their rollouts, and the events that tell of it.</summary>
/// <remarks>Used by one task. Services are written only at the revision at which they were read.</remarks>
internal sealed class RolloutBatch(Snapshot snapshot, CloudEvents events)
{
    private readonly Dictionary<string, ServiceWrite> _services = new(StringComparer.Ordinal);
    private readonly List<OutboxEvent> _events = [];
    private readonly List<(string Service, RolloutChange Change)> _changes = [];

    /// <summary>The snapshot that everything is read from.</summary>
    public Snapshot Snapshot => snapshot;

    /// <summary>The transitions in it, in order.</summary>
    public IReadOnlyList<(string Service, RolloutChange Change)> Changes => _changes;

    /// <summary>A service as it should be. Replaces what this batch had of it.</summary>
    /// <param name="before">The service as it is; null: there is none.</param>
    /// <param name="config">Its declaration.</param>
    /// <param name="state">What the gateway remembers of it.</param>
    public void Put(ServiceSnapshot? before, ServiceConfig config, ServiceState state) => _services[config.Name] = new ServiceWrite(
        config.Name,
        Encoding.UTF8.GetString(ServiceDocument.Write(config)),
        state == ServiceState.Empty ? null : Encoding.UTF8.GetString(ServiceStateDocument.Write(state)),
        MatchKeys.Of(config.Match),
        before is null ? WriteCondition.MustNotExist : WriteCondition.MustBe(before.Revision));

    /// <summary>A transition of a service's rollout, on top of <paramref name="config"/>.</summary>
    /// <param name="before">The service as it was.</param>
    /// <param name="config">Its declaration, to which the transition's effect is applied.</param>
    /// <param name="change">The transition.</param>
    /// <param name="origin">Who caused it.</param>
    public void Put(ServiceSnapshot before, ServiceConfig config, RolloutChange change, WriteOrigin origin) => Put(before, config, change, origin, before.State.Owner);

    /// <summary>The same, with who owns the service from now on; null: the API does.</summary>
    public void Put(ServiceSnapshot before, ServiceConfig config, RolloutChange change, WriteOrigin origin, FileOwner? owner)
    {
        Put(before, change.Effect.ApplyTo(config), new ServiceState(change.Next, owner));
        Tell(before, change, origin);
    }

    /// <summary>Tells of a transition that leaves no trace in the service, as another rollout takes its place in the same write.</summary>
    public void Tell(ServiceSnapshot before, RolloutChange change, WriteOrigin origin)
    {
        _changes.Add((before.Name, change));
        _events.Add(events.Of(before.Name, change, origin));
    }

    /// <summary>Why a transition's weight does not fit the service as it is now, or null: somebody may have given it to others since.</summary>
    public static string? RefusalOf(ServiceSnapshot service, RolloutChange change) =>
        change.Effect is TrafficEffect.SetWeight set
        && (RolloutFit.VariantProblem(set.Variant, service.Config) ?? RolloutFit.RoomProblem(set.Variant, set.Weight, service.Config)) is { } problem
            ? $"the weight of '{set.Variant}' in '{service.Name}' {problem.TrimEnd('.')}; give the others less, or abort."
            : null;

    /// <summary>A service is to go.</summary>
    public void Delete(ServiceSnapshot before) => _services[before.Name] = new ServiceWrite(before.Name, null, null, [], WriteCondition.MustBe(before.Revision));

    /// <summary>Puts other conditions on services whose stored document was refused: the revision of that. Returns this.</summary>
    public RolloutBatch Over(IReadOnlyDictionary<string, WriteCondition> refused)
    {
        foreach (var (name, condition) in refused)
        {
            if (_services.TryGetValue(name, out var write))
            {
                _services[name] = write with { Condition = condition };
            }
        }

        return this;
    }

    /// <summary>Everything as one write.</summary>
    public StoreWrite ToWrite(WriteOrigin origin, Lease? lease = null) => new()
    {
        Services = [.. _services.Values],
        Events = _events,
        Lease = lease,
        StoreId = snapshot.StoreId.Length > 0 ? snapshot.StoreId : null,
        AppliedRevision = snapshot.Revision,
        Origin = origin,
    };
}

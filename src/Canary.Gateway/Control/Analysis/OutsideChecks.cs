using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Says what the checks of rollouts say whose source is outside the gateway. Asking never holds up the driver.</summary>
/// <remarks>Used by the driver's task alone. A source that is away never fails a rollout: its check is an Error, which holds a step.</remarks>
/// <param name="store">Where the checks' progress is kept for the next leader.</param>
/// <param name="lease">The lease that this gateway holds, or null: it does not lead.</param>
/// <param name="client">Makes the connections; an <see cref="Notifications.OutboundClient"/>.</param>
/// <param name="time">The clock of intervals.</param>
/// <param name="logger">Where logs go.</param>
internal sealed class OutsideChecks(IGatewayStore store, Func<Lease?> lease, HttpMessageInvoker client, TimeProvider time, ILogger<OutsideChecks> logger) : IDisposable
{
    private readonly Dictionary<(string Service, string Rollout), CheckedRollout> _rollouts = [];
    private readonly CheckSources _sources = new(client, time, logger);

    /// <summary>Whether no source and no store is being asked.</summary>
    public bool IsIdle => _rollouts.Values.All(rollout => rollout.IsIdle);

    /// <summary>What each check of the rollout's plan says now, in the plan's order; asks those whose time has come.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="baseline">The name of its baseline.</param>
    /// <param name="rollout">An active rollout of it.</param>
    /// <param name="share">The variant's share of the traffic of both in force, 0 to 1.</param>
    /// <param name="now">The time, by the store's clock.</param>
    public IReadOnlyList<OutsideCheck> AnswersOf(string service, string baseline, Rollout rollout, double share, DateTimeOffset now)
    {
        if (rollout.Plan.Analysis is not { Checks: { Count: > 0 } checks })
        {
            return [];
        }

        var key = (service, rollout.State.Id);
        if (!_rollouts.TryGetValue(key, out var known))
        {
            var progress = new ChecksStore(store, lease, service);
            _rollouts[key] = known = new CheckedRollout(
                rollout.State.Id, checks, progress, (check, from) => new PolledCheck(check, from, _sources, time, logger), time);
        }

        return known.AnswersOf(new CheckSubject(service, baseline, rollout), share, now);
    }

    /// <summary>Forgets the rollouts that nobody has asked about since the last call.</summary>
    public void ForgetOthers()
    {
        foreach (var (key, rollout) in _rollouts.ToList())
        {
            if (!rollout.IsWanted && rollout.IsIdle)
            {
                _rollouts.Remove(key);
            }

            rollout.IsWanted = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sources.Dispose();
}

using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.WebSockets;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Holds the routing snapshot that requests read, and puts new ones into force.</summary>
/// <remarks>
/// A changed backend gets a cluster of its own next to the old one: first the new clusters come, then one reference is
/// swapped, then the old clusters go. So a request sees the old snapshot with the old backends or the new with the new.
/// A change of weights, rules or sticky keys only swaps the reference.
/// </remarks>
internal sealed partial class RoutingState(
    RoutingParts parts, HealthTransfer health, ServiceView view, OpenWebSockets sockets, ILogger<RoutingState> logger)
    : ISnapshotConsumer, IDisposable
{
    private readonly SemaphoreSlim _applying = new(1, 1);
    private RoutingSnapshot _current = RoutingSnapshot.Empty;
    private long _generation;

    /// <summary>What requests that begin now see.</summary>
    public RoutingSnapshot Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public async Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation);
        try
        {
            await ApplyOneAsync(snapshot);
        }
        finally
        {
            _applying.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _applying.Dispose();

    private async Task ApplyOneAsync(Snapshot snapshot)
    {
        var current = _current;
        var plan = await RoutingPlan.MakeAsync(current, snapshot, parts, (service, variant) => $"{service}/{variant}#{++_generation}");
        var next = Build(plan, current, snapshot);
        foreach (var cluster in plan.Added)
        {
            parts.Clusters.Start(cluster);
        }

        health.Carry(plan.Changes);
        Volatile.Write(ref _current, next);
        foreach (var change in plan.Changes)
        {
            VariantSeries.Update(parts.Traffic, change.Name, change.Now);
            parts.Rollouts.Update(change.Name, change.Now);
            view.Update(change.Name, change.Now);
            sockets.Follow(change, name => Current.Named(name));
        }

        foreach (var variant in plan.Removed)
        {
            parts.Clusters.Stop(variant.Cluster);
            variant.Health.Stop();
        }

        Log.Applied(logger, snapshot.Revision, snapshot.Services.Count, plan.Added.Count);
    }

    private RoutingSnapshot Build(RoutingPlan plan, RoutingSnapshot current, Snapshot snapshot)
    {
        try
        {
            return current.With(snapshot, plan.Changes);
        }
        catch (ArgumentException e)
        {
            // Two services with the same match, which the store should have refused.
            foreach (var change in plan.Changes)
            {
                VariantSeries.Update(parts.Traffic, change.Name, change.Before);
            }

            throw new InvalidOperationException(e.Message, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Debug, "Requests see revision {Revision}: {Services} services, {Clusters} new clusters.")]
        public static partial void Applied(ILogger logger, long revision, int services, int clusters);
    }
}

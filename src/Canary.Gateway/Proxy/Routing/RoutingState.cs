using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.WebSockets;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Holds the routing snapshot that requests read, and puts new ones into force.</summary>
/// <remarks>
/// A changed backend gets a cluster of its own next to the old one: first the new clusters come, then one reference is
/// swapped, then the old clusters go. So a request sees the old snapshot with the old backends or the new with the new.
/// A change of weights, rules or sticky keys only swaps the reference. Destinations that are found count as backends.
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
    public Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation) => OneAtATimeAsync(() => ApplyOneAsync(snapshot, []), cancellation);

    /// <summary>Makes every request that begins from now on see the destinations that are found now. Returns when it is so.</summary>
    /// <param name="services">Names of the services whose destinations may have changed; those that are not in force count for nothing.</param>
    /// <param name="cancellation">Ends the wait for changes under way.</param>
    /// <exception cref="InvalidOperationException">They can't be put into force; the previous ones stay.</exception>
    public Task RefreshAsync(IReadOnlyCollection<string> services, CancellationToken cancellation) =>
        OneAtATimeAsync(() => ApplyOneAsync(_current.Source, services), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _applying.Dispose();

    private async Task OneAtATimeAsync(Func<Task> change, CancellationToken cancellation)
    {
        await _applying.WaitAsync(cancellation);
        try
        {
            await change();
        }
        finally
        {
            _applying.Release();
        }
    }

    private async Task ApplyOneAsync(Snapshot snapshot, IReadOnlyCollection<string> refreshed)
    {
        var current = _current;
        var plan = await RoutingPlan.MakeAsync(current, snapshot, refreshed, parts, (service, variant) => $"{service}/{variant}#{++_generation}");
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
            parts.Mirrors.Update(change.Name, change.Now);
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

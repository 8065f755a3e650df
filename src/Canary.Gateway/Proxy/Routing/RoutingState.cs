using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Holds the routing snapshot that requests read, and puts new ones into force.</summary>
/// <remarks>
/// A changed backend gets a cluster of its own next to the old one: first YARP learns of all clusters, old and new, then
/// one reference is swapped, then the old clusters go. So a request sees the old snapshot with the old backends or the
/// new with the new. A change of weights, rules or sticky keys only swaps the reference.
/// </remarks>
internal sealed partial class RoutingState(
    ClusterConfigProvider clusters, IProxyStateLookup lookup, HealthTransfer health, TrafficMetrics traffic, ILogger<RoutingState> logger)
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
        var plan = new RoutingPlan(current, snapshot, (service, variant) => $"{service}/{variant}#{++_generation}");
        if (plan.Added.Count > 0)
        {
            await clusters.PublishAsync([.. current.Clusters, .. plan.Added]);
        }

        var next = await BuildAsync(plan, current);
        health.Carry(plan.Changes);
        Volatile.Write(ref _current, next);
        WeightSeries.Update(plan.Changes);
        if (plan.RemovesClusters)
        {
            WeightSeries.Retain(traffic, next);
            await RemoveOthersAsync(next);
        }

        Log.Applied(logger, snapshot.Revision, next.Services.Count, plan.Added.Count);
    }

    private async Task<RoutingSnapshot> BuildAsync(RoutingPlan plan, RoutingSnapshot current)
    {
        try
        {
            return plan.Build(lookup, traffic);
        }
        catch (ArgumentException e)
        {
            // Two services with the same match, which the store should have refused.
            await RemoveOthersAsync(current);
            WeightSeries.Retain(traffic, current);
            throw new InvalidOperationException(e.Message, e);
        }
    }

    private async Task RemoveOthersAsync(RoutingSnapshot next)
    {
        try
        {
            await clusters.PublishAsync([.. next.Clusters]);
        }
        catch (InvalidOperationException e)
        {
            // The snapshot is in force; clusters that nobody uses stay until the next change of backends.
            Log.ClustersNotRemoved(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Debug, "Requests see revision {Revision}: {Services} services, {Clusters} new clusters.")]
        public static partial void Applied(ILogger logger, long revision, int services, int clusters);

        [LoggerMessage(1211, LogLevel.Warning, "Clusters that are no longer used could not be removed.")]
        public static partial void ClustersNotRemoved(ILogger logger, Exception exception);
    }
}

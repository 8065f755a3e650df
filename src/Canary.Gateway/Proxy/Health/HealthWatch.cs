using System.Runtime.CompilerServices;
using Canary.Core.Services;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Health;

/// <summary>Makes the health of variants, and has YARP's probes tell it what they find.</summary>
internal sealed class HealthWatch(TimeProvider time, ILogger<HealthWatch> logger) : IDestinationHealthUpdater
{
    private readonly ConditionalWeakTable<ClusterState, VariantHealth> _byCluster = [];

    /// <summary>The health of a new cluster's destinations.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="config">The variant that it is of.</param>
    /// <param name="metrics">The variant's counters.</param>
    public VariantHealth Of(ClusterState cluster, VariantConfig config, VariantMetrics metrics)
    {
        var health = new VariantHealth(cluster, config, metrics, time, Random.Shared, logger);
        _byCluster.Add(cluster, health);
        return health;
    }

    /// <inheritdoc/>
    public void SetActive(ClusterState cluster, IEnumerable<NewActiveDestinationHealth> newHealthPairs)
    {
        if (_byCluster.TryGetValue(cluster, out var health))
        {
            health.Probed(newHealthPairs);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: <see cref="VariantHealth"/> judges by ordinary requests.</exception>
    public void SetPassive(ClusterState cluster, DestinationState destination, DestinationHealth newHealth, TimeSpan reactivationPeriod) =>
        throw new NotSupportedException("Clusters are made without YARP's passive health checks.");
}

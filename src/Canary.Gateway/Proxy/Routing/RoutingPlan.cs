using Canary.Core.Selection;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>The way from one routing snapshot to the next: what stays, which clusters come and which go.</summary>
internal sealed class RoutingPlan
{
    private readonly RoutingSnapshot _current;
    private readonly List<RoutedService> _unchanged;
    private readonly List<PlannedService> _planned = [];

    /// <summary>Compares a snapshot with what is in force; what is equal is kept.</summary>
    /// <param name="current">What is in force.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="nextClusterId">A cluster id that was never used, from a service's and a variant's name.</param>
    public RoutingPlan(RoutingSnapshot current, Snapshot target, Func<string, string, string> nextClusterId)
    {
        _current = current;
        _unchanged = new List<RoutedService>(target.Services.Count);
        var kept = 0;
        foreach (var service in target.Services.Values)
        {
            var known = current.Named(service.Name);
            if (ReferenceEquals(known?.Snapshot, service))
            {
                _unchanged.Add(known);
                kept += known.Variants.Length;
                continue;
            }

            var variants = Array.ConvertAll(service.Variants, variant => Plan(service, variant, known, nextClusterId));
            _planned.Add(new PlannedService(service, known, variants));
            Added.AddRange(variants.Where(v => v.Known is null).Select(v => v.Config));
            kept += variants.Count(v => v.Known is not null);
        }

        RemovesClusters = kept < current.ClusterCount;
    }

    /// <summary>Clusters that are not there yet.</summary>
    public List<ClusterConfig> Added { get; } = [];

    /// <summary>Whether there are clusters that the target has no use for.</summary>
    public bool RemovesClusters { get; }

    /// <summary>The services that are new or not as they were. Filled by <see cref="Build"/>.</summary>
    public List<ServiceChange> Changes { get; } = [];

    /// <summary>The target, once YARP has its clusters.</summary>
    /// <exception cref="ArgumentException">Two services have the same host and path.</exception>
    public RoutingSnapshot Build(IProxyStateLookup clusters, TrafficMetrics traffic)
    {
        foreach (var (snapshot, before, variants) in _planned)
        {
            var now = new RoutedService(snapshot, [.. snapshot.Variants.Zip(variants, (v, planned) => planned.Known ?? Bind(snapshot.Name, v.Name, planned))]);
            Changes.Add(new ServiceChange(before, now));
        }

        return _current.With([.. _unchanged, .. Changes.Select(change => change.Now)]);

        RoutedVariant Bind(string service, string variant, PlannedVariant planned)
        {
            if (!clusters.TryGetCluster(planned.Config.ClusterId, out var cluster))
            {
                throw new InvalidOperationException($"The proxy has no cluster '{planned.Config.ClusterId}'.");
            }

            return new RoutedVariant(service, variant, planned.Settings, planned.Config, cluster, traffic.For(service, variant));
        }
    }

    private static PlannedVariant Plan(ServiceSnapshot service, VariantSnapshot variant, RoutedService? known, Func<string, string, string> nextClusterId)
    {
        var settings = new BackendSettings(variant.Config, service.Config.Timeouts);
        return known?.Named(variant.Name) is { } same && same.Settings.Equals(settings)
            ? new PlannedVariant(same.Settings, same.Config, same)
            : new PlannedVariant(settings, ClusterFactory.Create(nextClusterId(service.Name, variant.Name), settings), null);
    }

    private sealed record PlannedService(ServiceSnapshot Snapshot, RoutedService? Before, PlannedVariant[] Variants);

    private sealed record PlannedVariant(BackendSettings Settings, ClusterConfig Config, RoutedVariant? Known);
}

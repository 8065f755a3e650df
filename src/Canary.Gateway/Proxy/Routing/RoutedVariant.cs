using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Where a variant's requests go, with all that a request would otherwise look up or format.</summary>
internal sealed class RoutedVariant
{
    /// <summary>Binds a variant to its cluster.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="name">The variant's name.</param>
    /// <param name="settings">What the cluster was made from.</param>
    /// <param name="config">The cluster as it was published.</param>
    /// <param name="cluster">The cluster as YARP runs it.</param>
    /// <param name="transformer">Copies headers.</param>
    /// <param name="metrics">The variant's counters.</param>
    public RoutedVariant(
        string service, string name, BackendSettings settings, ClusterConfig config, ClusterState cluster, HttpTransformer transformer, VariantMetrics metrics)
    {
        Name = name;
        Settings = settings;
        Config = config;
        Cluster = cluster;
        Metrics = metrics;
        Route = new RouteModel(ClusterSet.CatchAll, cluster, transformer);
        BaggageKey = $"canary.{service}";
        BaggageMember = $"{BaggageKey}={name}";
    }

    /// <summary>The variant's name.</summary>
    public string Name { get; }

    /// <summary>What the cluster was made from.</summary>
    public BackendSettings Settings { get; }

    /// <summary>The cluster as it was published.</summary>
    public ClusterConfig Config { get; }

    /// <summary>The cluster as YARP runs it: destinations and their health.</summary>
    public ClusterState Cluster { get; }

    /// <summary>The catch-all route with this variant's cluster: YARP's balancing and health checks take the cluster from the route.</summary>
    public RouteModel Route { get; }

    /// <summary>The variant's counters.</summary>
    public VariantMetrics Metrics { get; }

    /// <summary>The key of the <c>baggage</c> member, as <c>canary.shop</c>.</summary>
    public string BaggageKey { get; }

    /// <summary>The <c>baggage</c> member, as <c>canary.shop=stable</c>.</summary>
    public string BaggageMember { get; }
}

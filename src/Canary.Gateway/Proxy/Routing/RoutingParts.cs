using Canary.Core.Selection;
using Canary.Gateway.Proxy.Clients;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Proxy.Mirroring;
using Canary.Gateway.Proxy.Transforms;
using Canary.Gateway.Telemetry;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>What services as requests see them are made with.</summary>
/// <param name="Clusters">Makes clusters.</param>
/// <param name="Health">Makes their health.</param>
/// <param name="Traffic">Gives counters.</param>
/// <param name="Rollouts">Gives limits of rollouts.</param>
/// <param name="Mirrors">Gives mirrors.</param>
/// <param name="Found">Gives the destinations that are found.</param>
/// <param name="Factories">YARP's factories of transforms.</param>
/// <param name="Services">What those may need.</param>
/// <param name="Time">The clock.</param>
internal sealed record RoutingParts(
    ClusterRunner Clusters,
    HealthWatch Health,
    TrafficMetrics Traffic,
    ActiveRollouts Rollouts,
    ActiveMirrors Mirrors,
    IFoundDestinations Found,
    IEnumerable<ITransformFactory> Factories,
    IServiceProvider Services,
    TimeProvider Time)
{
    /// <summary>A service's transforms; null where it has none.</summary>
    /// <exception cref="InvalidOperationException">YARP refuses one.</exception>
    public ServiceTransforms? TransformsOf(ServiceSnapshot service) => ServiceTransforms.Of(service.Name, service.Config.Traffic.Transforms, Factories, Services);

    /// <summary>A service with its variants' places.</summary>
    /// <param name="service">The service.</param>
    /// <param name="variants">In the order of its variants.</param>
    /// <param name="transforms">Its transforms.</param>
    /// <param name="before">The service as it was; null where it is new.</param>
    public RoutedService Route(ServiceSnapshot service, RoutedVariant[] variants, ServiceTransforms? transforms, RoutedService? before) =>
        Rollouts.Route(service, variants, before) with
        {
            Rules = RuleCounters.Of(service.Config.Rules, before?.Rules),
            Clients = ClientLimits.Of(service.Config.Traffic.Limits, before?.Clients, Time),
            Transforms = transforms,
            Mirror = Mirrors.Of(service, before),
        };
}

using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Transforms;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>The way from one routing snapshot to the next: which services change, which clusters come and which go. What is equal is kept.</summary>
internal sealed class RoutingPlan
{
    private RoutingPlan()
    {
    }

    /// <summary>The services that are new, gone or not as they were.</summary>
    public List<ServiceChange> Changes { get; } = [];

    /// <summary>Clusters that come.</summary>
    public List<ClusterState> Added { get; } = [];

    /// <summary>Variants whose clusters nobody uses afterwards.</summary>
    public IEnumerable<RoutedVariant> Removed =>
        from change in Changes
        from variant in change.Before?.Variants ?? []
        where change.Now is null || !change.Now.Variants.Contains(variant)
        select variant;

    /// <summary>Makes the plan, and with it the clusters and series that are new.</summary>
    /// <param name="current">What is in force.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="refreshed">Names of services to look at besides those that changed, as their destinations may have.</param>
    /// <param name="parts">What services are made with; no cluster is started.</param>
    /// <param name="nextClusterId">A cluster id that was never used, from a service's and a variant's name.</param>
    /// <exception cref="InvalidOperationException">YARP refuses a cluster or a transform.</exception>
    public static async Task<RoutingPlan> MakeAsync(
        RoutingSnapshot current, Snapshot target, IReadOnlyCollection<string> refreshed, RoutingParts parts, Func<string, string, string> nextClusterId)
    {
        var plan = new RoutingPlan();
        var made = new List<(ServiceSnapshot Service, RoutedService? Before, MadeCluster?[] Clusters, ServiceTransforms? Transforms)>();
        foreach (var name in target.Services.Differences(current.Source.Services).Union(refreshed))
        {
            var before = current.Named(name);
            if (target.Services.Find(name) is not { } service)
            {
                // A service that was to be refreshed may be long gone.
                if (before is null)
                {
                    continue;
                }

                plan.Changes.Add(new ServiceChange(name, before, null));
                continue;
            }

            var variants = new MadeCluster?[service.Variants.Length];
            for (var i = 0; i < variants.Length; i++)
            {
                var settings = new BackendSettings(WithFound(service.Variants[i].Config, parts.Found), service.Config.Timeouts);
                if (!settings.Equals(before?.Named(service.Variants[i].Name)?.Settings))
                {
                    var config = ClusterFactory.Create(nextClusterId(service.Name, service.Variants[i].Name), settings);
                    variants[i] = new MadeCluster(settings, config, await parts.Clusters.CreateAsync(config));
                }
            }

            if (!ReferenceEquals(service, before?.Snapshot) || variants.Any(variant => variant is not null))
            {
                made.Add((service, before, variants, parts.TransformsOf(service)));
            }
        }

        // All clusters and transforms are accepted: from here on nothing fails.
        foreach (var (service, before, variants, transforms) in made)
        {
            var routed = service.Variants.Zip(variants, (variant, cluster) => Route(service, variant, before, cluster));
            plan.Changes.Add(new ServiceChange(service.Name, before, parts.Route(service, [.. routed], transforms, before)));
        }

        plan.Added.AddRange(made.SelectMany(service => service.Clusters).Where(cluster => cluster is not null).Select(cluster => cluster!.State));
        return plan;

        RoutedVariant Route(ServiceSnapshot service, VariantSnapshot variant, RoutedService? before, MadeCluster? cluster)
        {
            var old = before?.Named(variant.Name);
            if (cluster is null)
            {
                return old!;
            }

            var metrics = parts.Traffic.For(service.Name, variant.Name);
            return new RoutedVariant(
                service.Name, variant.Name, cluster.Settings, cluster.Config, cluster.State, parts.Health.Of(cluster.State, variant.Config, metrics), metrics, old);
        }
    }

    private static VariantConfig WithFound(VariantConfig variant, IFoundDestinations found) =>
        variant.Discovery is { } discovery && found.Of(discovery) is { } destinations ? variant with { Destinations = destinations } : variant;

    private sealed record MadeCluster(BackendSettings Settings, ClusterConfig Config, ClusterState State);
}

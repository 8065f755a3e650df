using System.Collections.Frozen;
using Canary.Core.Selection;
using Yarp.ReverseProxy.Configuration;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>All services at one revision with everything that a request needs, resolved. Immutable; a request reads it once.</summary>
internal sealed class RoutingSnapshot(IReadOnlyDictionary<string, RoutedService> services)
{
    private readonly ServiceTable<RoutedService> _table = ServiceTable<RoutedService>.Build(
        services.Values.Select(service => KeyValuePair.Create(service.Snapshot.Config.Match, service)));

    /// <summary>What is in force before the first snapshot: no services.</summary>
    public static RoutingSnapshot Empty { get; } = new(FrozenDictionary<string, RoutedService>.Empty);

    /// <summary>Services by name.</summary>
    public IReadOnlyDictionary<string, RoutedService> Services { get; } = services;

    /// <summary>The clusters of all variants.</summary>
    public IEnumerable<ClusterConfig> Clusters => Services.Values.SelectMany(service => service.Variants).Select(variant => variant.Config);

    /// <summary>How many <see cref="Clusters"/> there are.</summary>
    public int ClusterCount { get; } = services.Values.Sum(service => service.Variants.Length);

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public RoutedService? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => _table.Find(host, path);
}

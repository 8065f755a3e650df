using Yarp.ReverseProxy.Configuration;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>All services at one revision with everything that a request needs, resolved. Immutable; a request reads it once.</summary>
internal sealed class RoutingSnapshot
{
    private readonly RoutingLayout _layout;
    private readonly RoutedService[] _services;

    private RoutingSnapshot(RoutingLayout layout, RoutedService[] services)
    {
        _layout = layout;
        _services = services;
        ClusterCount = services.Sum(service => service.Variants.Length);
    }

    /// <summary>No services.</summary>
    public static RoutingSnapshot Empty { get; } = new(new RoutingLayout([]), []);

    /// <summary>The services, in no particular order.</summary>
    public IReadOnlyList<RoutedService> Services => _services;

    /// <summary>The clusters of all variants.</summary>
    public IEnumerable<ClusterConfig> Clusters => _services.SelectMany(service => service.Variants).Select(variant => variant.Config);

    /// <summary>How many <see cref="Clusters"/> there are.</summary>
    public int ClusterCount { get; }

    /// <summary>The snapshot that follows this one.</summary>
    /// <exception cref="ArgumentException">Two services have the same host and path.</exception>
    public RoutingSnapshot With(IReadOnlyList<RoutedService> services)
    {
        var layout = _layout.Fits(services) ? _layout : new RoutingLayout(services);
        var placed = new RoutedService[services.Count];
        foreach (var service in services)
        {
            placed[layout.IndexOf(service.Snapshot.Name)] = service;
        }

        return new RoutingSnapshot(layout, placed);
    }

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public RoutedService? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => _layout.Find(host, path) is var index and >= 0 ? _services[index] : null;

    /// <summary>The service of a name, or null.</summary>
    public RoutedService? Named(string name) => _layout.IndexOf(name) is var index and >= 0 ? _services[index] : null;
}

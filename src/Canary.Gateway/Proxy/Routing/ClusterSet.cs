using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>One state of YARP's configuration: the catch-all route, and the clusters in force.</summary>
internal sealed class ClusterSet : IProxyConfig, IDisposable
{
    // The catch-all route needs a cluster that exists; every request is reassigned before a destination is looked for.
    private static readonly ClusterConfig Placeholder = new() { ClusterId = "none" };

    private readonly CancellationTokenSource _changed = new();

    /// <summary>A set of the catch-all route and the variants' clusters.</summary>
    public ClusterSet(IReadOnlyList<ClusterConfig> clusters)
    {
        Variants = clusters;
        Clusters = [Placeholder, .. clusters];
        ChangeToken = new CancellationChangeToken(_changed.Token);
    }

    /// <summary>The one route, which also the variants' route models carry.</summary>
    public static RouteConfig CatchAll { get; } = new()
    {
        RouteId = "all",
        ClusterId = Placeholder.ClusterId,
        Match = new RouteMatch { Path = "/{**path}" },
    };

    /// <summary>The variants' clusters.</summary>
    public IReadOnlyList<ClusterConfig> Variants { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RouteConfig> Routes { get; } = [CatchAll];

    /// <inheritdoc/>
    public IReadOnlyList<ClusterConfig> Clusters { get; }

    /// <inheritdoc/>
    public IChangeToken ChangeToken { get; }

    /// <summary>Makes YARP ask for what replaced this set.</summary>
    public void SignalChange() => _changed.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();
}

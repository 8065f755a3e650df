using System.Globalization;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>A generation of Nacos' HTTP API: where it lists instances, and how it wraps the answer.</summary>
/// <param name="Path">The path of the list.</param>
/// <param name="ClustersName">What the parameter is called that names clusters.</param>
/// <param name="TakesManyClusters">Whether it may name several.</param>
/// <param name="IsWrapped">Whether the answer comes as <c>code</c>, <c>message</c> and <c>data</c>.</param>
internal sealed record NacosApi(string Path, string ClustersName, bool TakesManyClusters, bool IsWrapped)
{
    /// <summary>All, in the order in which they are tried. Nacos 3.2 has no more than the first, 2.2 and 3.0 have the second, and all before 3.0 have the third.</summary>
    public static IReadOnlyList<NacosApi> All { get; } =
    [
        new("/nacos/v3/client/ns/instance/list", "clusterName", TakesManyClusters: false, IsWrapped: true),
        new("/nacos/v2/ns/instance/list", "clusterName", TakesManyClusters: false, IsWrapped: true),
        new("/nacos/v1/ns/instance/list", "clusters", TakesManyClusters: true, IsWrapped: false),
    ];

    /// <summary>The path and query of a question.</summary>
    public string Question(NacosDiscoveryConfig wanted, string? space)
    {
        var query = $"{Path}?serviceName={Uri.EscapeDataString(wanted.Service)}&groupName={Uri.EscapeDataString(wanted.Group)}&healthyOnly=true";
        if (!string.IsNullOrEmpty(space))
        {
            query += $"&namespaceId={Uri.EscapeDataString(space)}";
        }

        return wanted.Clusters.Count == 1 || (TakesManyClusters && wanted.Clusters.Count > 1)
            ? string.Create(CultureInfo.InvariantCulture, $"{query}&{ClustersName}={Uri.EscapeDataString(string.Join(',', wanted.Clusters))}")
            : query;
    }
}

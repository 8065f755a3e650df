using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Consul;

/// <summary>Reads the answer of <c>/v1/health/service</c>.</summary>
internal static class ConsulAnswer
{
    /// <summary>The instances that have all wanted tags and meta. Old servers look at the first tag only, so that they are compared here, too.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not in its form.</exception>
    /// <exception cref="FormatException">An instance has no address.</exception>
    public static IReadOnlyList<DestinationConfig> Read(ReadOnlySpan<byte> json, ConsulDiscoveryConfig wanted)
    {
        var found = new FoundDestinations(wanted.Scheme);
        foreach (var (node, service) in RegistryJson.Items(RegistryJson.Read<Entry?[]>(json, RegistryJson.Capital), "$"))
        {
            if (wanted.Tags.All(tag => service.Tags?.Contains(tag) == true) && RegistryJson.Says(service.Meta, wanted.Meta))
            {
                found.Add(string.IsNullOrEmpty(service.Address) ? node.Address : service.Address, service.Port, service.Weights?.Passing ?? 1);
            }
        }

        return found.List;
    }

    private sealed record Entry(Node Node, Service Service);

    private sealed record Node(string Address);

    private sealed record Service(int Port, string? Address = null, string?[]? Tags = null, Dictionary<string, string?>? Meta = null, Weights? Weights = null);

    private sealed record Weights(int Passing);
}

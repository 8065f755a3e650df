using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Nacos;

/// <summary>Reads a list of instances, in the forms of all generations of the API.</summary>
internal static class NacosAnswer
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);

    /// <summary>The instances that are healthy, enabled, in one of the clusters and of the wanted metadata; and for how long the answer may be kept.</summary>
    /// <exception cref="JsonException">It is not in its form.</exception>
    /// <exception cref="FormatException">It is a failure, or an instance has no address.</exception>
    public static (IReadOnlyList<DestinationConfig> Found, TimeSpan Keep) Read(ReadOnlySpan<byte> json, NacosApi api, NacosDiscoveryConfig wanted)
    {
        var list = api.IsWrapped ? Unwrapped(json) : RegistryJson.Read<Service>(json, RegistryJson.Small);
        var instances = RegistryJson.Items(list.Hosts, "$.hosts").ToList();
        var taken = instances.Where(instance => instance.Healthy && instance.Enabled && instance.Weight > 0
            && (wanted.Clusters.Count == 0 || wanted.Clusters.Contains(instance.ClusterName ?? "DEFAULT"))
            && RegistryJson.Says(instance.Metadata, wanted.Metadata)).ToList();

        var weights = NacosWeights.Whole([.. taken.Select(instance => instance.Weight)]);
        var found = new FoundDestinations(wanted.Scheme);
        for (var i = 0; i < taken.Count; i++)
        {
            found.Add(taken[i].Ip, taken[i].Port, weights[i]);
        }

        return (found.List, Keep(list.CacheMillis, instances));
    }

    private static Service Unwrapped(ReadOnlySpan<byte> json)
    {
        var (code, data, message) = RegistryJson.Read<Wrapper>(json, RegistryJson.Small);
        if (code != 0)
        {
            throw new FormatException($"code {code} and the message {Quoted.Text(message ?? "")}");
        }

        // The third generation has the instances at once, and does not say how long they may be kept.
        return data.ValueKind switch
        {
            JsonValueKind.Array => new Service(data.Deserialize<Instance?[]>(RegistryJson.Small)!),
            JsonValueKind.Object => data.Deserialize<Service>(RegistryJson.Small)!,
            _ => throw new JsonException("neither", "$.data", null, null),
        };
    }

    // An instance is found to be ill by its missing heartbeats, so that nothing is gained by asking more often than they come.
    private static TimeSpan Keep(long? cacheMillis, List<Instance> instances)
    {
        var beats = instances.Where(instance => instance.InstanceHeartBeatInterval > 0).Select(instance => instance.InstanceHeartBeatInterval).ToList();
        var beat = beats.Count == 0 ? 0 : beats.Min();
        var millis = Math.Max(cacheMillis ?? (beat > 0 ? 0 : (long)Usual.TotalMilliseconds), beat);
        return TimeSpan.FromMilliseconds(Math.Clamp(millis, (long)Shortest.TotalMilliseconds, (long)Longest.TotalMilliseconds));
    }

    private sealed record Wrapper(int Code, JsonElement Data = default, string? Message = null);

    private sealed record Service(Instance?[] Hosts, long? CacheMillis = null);

    private sealed record Instance(string Ip, int Port, double Weight = 1, bool Healthy = true, bool Enabled = true, string? ClusterName = null, Dictionary<string, string?>? Metadata = null, long InstanceHeartBeatInterval = 0);
}

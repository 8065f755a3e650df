using System.Text.Json;
using Canary.Core.Services.Traffic;

namespace Canary.Core.Services.Discovery;

/// <summary>Reads where a variant's destinations are found: an object with exactly one of <c>dns</c>, <c>consul</c>, <c>nacos</c>, <c>etcd</c>, <c>kubernetes</c>, and <c>scheme</c>.</summary>
internal static class DiscoveryReader
{
    private static readonly string[] Kinds = ["dns", "consul", "nacos", "etcd", "kubernetes"];

    private static readonly DiscoveryConfig StandIn = new EtcdDiscoveryConfig { Prefix = "" };

    /// <summary>Reads the object.</summary>
    public static DiscoveryConfig Read(DocumentCursor at)
    {
        var fields = at.Fields([.. Kinds, "scheme"]);
        var present = Kinds.Where(fields.Has).ToArray();
        if (present is not [var kind])
        {
            if (at.Element.ValueKind == JsonValueKind.Object)
            {
                at.Errors.Add(at.Path, $"must have exactly one of {string.Join(", ", Kinds)}, but has {(present.Length == 0 ? "none of them" : string.Join(" and ", present))}.");
            }

            return StandIn;
        }

        var found = fields.Required(kind, c => Read(c, kind), StandIn);
        return found with { Scheme = fields.Optional("scheme", c => c.Text(), found.Scheme) };
    }

    private static DiscoveryConfig Read(DocumentCursor at, string kind) => kind switch
    {
        "dns" => ReadDns(at),
        "consul" => ReadConsul(at),
        "nacos" => ReadNacos(at),
        "etcd" => new EtcdDiscoveryConfig { Prefix = at.Fields("prefix").Required("prefix", c => c.Text(), "") },
        _ => ReadKubernetes(at),
    };

    private static DnsDiscoveryConfig ReadDns(DocumentCursor at)
    {
        var fields = at.Fields("name", "port");
        return new DnsDiscoveryConfig
        {
            Name = fields.Required("name", c => c.Text(), ""),
            Port = fields.Optional<int?>("port", c => c.Whole(), null),
        };
    }

    private static ConsulDiscoveryConfig ReadConsul(DocumentCursor at)
    {
        var fields = at.Fields("service", "tags", "meta", "datacenter");
        return new ConsulDiscoveryConfig
        {
            Service = fields.Required("service", c => c.Text(), ""),
            Tags = fields.Optional("tags", TrafficReader.Texts, ValueList<string>.Empty),
            Meta = fields.Optional("meta", TrafficReader.TextMap, ValueList<KeyValuePair<string, string>>.Empty),
            Datacenter = fields.Optional<string?>("datacenter", c => c.Text(), null),
        };
    }

    private static NacosDiscoveryConfig ReadNacos(DocumentCursor at)
    {
        var fields = at.Fields("service", "group", "clusters", "metadata");
        return new NacosDiscoveryConfig
        {
            Service = fields.Required("service", c => c.Text(), ""),
            Group = fields.Optional("group", c => c.Text(), "DEFAULT_GROUP"),
            Clusters = fields.Optional("clusters", TrafficReader.Texts, ValueList<string>.Empty),
            Metadata = fields.Optional("metadata", TrafficReader.TextMap, ValueList<KeyValuePair<string, string>>.Empty),
        };
    }

    private static KubernetesDiscoveryConfig ReadKubernetes(DocumentCursor at)
    {
        var fields = at.Fields("service", "namespace", "port", "labels");
        return new KubernetesDiscoveryConfig
        {
            Service = fields.Required("service", c => c.Text(), ""),
            Namespace = fields.Optional<string?>("namespace", c => c.Text(), null),
            Port = fields.Optional<string?>("port", c => c.Text(), null),
            Labels = fields.Optional("labels", TrafficReader.TextMap, ValueList<KeyValuePair<string, string>>.Empty),
        };
    }
}

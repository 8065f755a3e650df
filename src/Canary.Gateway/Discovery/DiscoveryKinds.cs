using System.Text;
using System.Text.Json;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery;

/// <summary>What kinds of source there are, by the names that documents and metrics have for them.</summary>
internal static class DiscoveryKinds
{
    /// <summary>All of them, with the setting without which a source of the kind is not available.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["dns"] = "Canary:Discovery:Dns:Server",
        ["consul"] = "Canary:Discovery:Consul:Address",
        ["nacos"] = "Canary:Discovery:Nacos:Address",
        ["etcd"] = "Canary:Discovery:Etcd:Address",
        ["kubernetes"] = "Canary:Discovery:Kubernetes:Address",
    };

    /// <summary>The kind of source that is asked.</summary>
    public static string Of(DiscoveryConfig discovery) => discovery switch
    {
        DnsDiscoveryConfig => "dns",
        ConsulDiscoveryConfig => "consul",
        NacosDiscoveryConfig => "nacos",
        EtcdDiscoveryConfig => "etcd",
        _ => "kubernetes",
    };

    /// <summary>What is asked, as a text that is the same for equal questions: the JSON of documents.</summary>
    public static string TextOf(DiscoveryConfig discovery)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            DiscoveryJson.Write(writer, discovery);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}

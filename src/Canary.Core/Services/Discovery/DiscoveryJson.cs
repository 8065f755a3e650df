using System.Text.Json;

namespace Canary.Core.Services.Discovery;

/// <summary>Writes where a variant's destinations are found.</summary>
internal static class DiscoveryJson
{
    /// <summary>Writes the field <c>discovery</c>.</summary>
    public static void Write(Utf8JsonWriter writer, DiscoveryConfig discovery)
    {
        writer.WriteStartObject("discovery");
        switch (discovery)
        {
            case DnsDiscoveryConfig dns:
                WriteDns(writer, dns);
                break;
            case ConsulDiscoveryConfig consul:
                WriteConsul(writer, consul);
                break;
            case NacosDiscoveryConfig nacos:
                WriteNacos(writer, nacos);
                break;
            case EtcdDiscoveryConfig etcd:
                writer.WriteStartObject("etcd");
                writer.WriteString("prefix", etcd.Prefix);
                writer.WriteEndObject();
                break;
            case KubernetesDiscoveryConfig kubernetes:
                WriteKubernetes(writer, kubernetes);
                break;
        }

        writer.WriteString("scheme", discovery.Scheme);
        writer.WriteEndObject();
    }

    private static void WriteDns(Utf8JsonWriter writer, DnsDiscoveryConfig dns)
    {
        writer.WriteStartObject("dns");
        writer.WriteString("name", dns.Name);
        if (dns.Port is { } port)
        {
            writer.WriteNumber("port", port);
        }

        writer.WriteEndObject();
    }

    private static void WriteConsul(Utf8JsonWriter writer, ConsulDiscoveryConfig consul)
    {
        writer.WriteStartObject("consul");
        writer.WriteString("service", consul.Service);
        WriteListIfAny(writer, "tags", consul.Tags);
        TextJson.WriteMapIfAny(writer, "meta", consul.Meta);
        WriteIfAny(writer, "datacenter", consul.Datacenter);
        writer.WriteEndObject();
    }

    private static void WriteNacos(Utf8JsonWriter writer, NacosDiscoveryConfig nacos)
    {
        writer.WriteStartObject("nacos");
        writer.WriteString("service", nacos.Service);
        writer.WriteString("group", nacos.Group);
        WriteListIfAny(writer, "clusters", nacos.Clusters);
        TextJson.WriteMapIfAny(writer, "metadata", nacos.Metadata);
        writer.WriteEndObject();
    }

    private static void WriteKubernetes(Utf8JsonWriter writer, KubernetesDiscoveryConfig kubernetes)
    {
        writer.WriteStartObject("kubernetes");
        writer.WriteString("service", kubernetes.Service);
        WriteIfAny(writer, "namespace", kubernetes.Namespace);
        WriteIfAny(writer, "port", kubernetes.Port);
        TextJson.WriteMapIfAny(writer, "labels", kubernetes.Labels);
        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteListIfAny(Utf8JsonWriter writer, string name, ValueList<string> texts)
    {
        if (texts.Count > 0)
        {
            TextJson.WriteList(writer, name, texts);
        }
    }
}

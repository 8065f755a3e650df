namespace Canary.Gateway.Discovery.Settings;

/// <summary>Where variants' destinations are found: the settings under <c>Canary:Discovery</c>. A kind without its setting is not available to services.</summary>
internal sealed class DiscoveryOptions
{
    /// <summary>How long a source must go on saying that there are no destinations, before the last ones go. 0 to 24 h, default 5 min.</summary>
    public TimeSpan EmptyAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The DNS server.</summary>
    public DnsOptions Dns { get; set; } = new();

    /// <summary>The etcd cluster.</summary>
    public EtcdOptions Etcd { get; set; } = new();

    /// <summary>The Consul agent.</summary>
    public ConsulOptions Consul { get; set; } = new();

    /// <summary>The Nacos server.</summary>
    public NacosOptions Nacos { get; set; } = new();

    /// <summary>The Kubernetes API server.</summary>
    public KubernetesOptions Kubernetes { get; set; } = new();
}

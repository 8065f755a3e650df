namespace Canary.Core.Services.Discovery;

/// <summary>Where a variant's destinations are found while the gateway runs. Servers and credentials are the gateway's settings, not the service's.</summary>
public abstract record DiscoveryConfig
{
    /// <summary><c>http</c> or <c>https</c>, for what is found as host and port. Default <c>http</c>.</summary>
    public string Scheme { get; init; } = "http";
}

/// <summary>Addresses of a DNS name: A and AAAA with a port, or SRV.</summary>
public sealed record DnsDiscoveryConfig : DiscoveryConfig
{
    /// <summary>The name that is asked for. Names that begin with <c>_</c>, as <c>_http._tcp.shop.internal</c>, ask for SRV.</summary>
    public required string Name { get; init; }

    /// <summary>The port of A and AAAA, 1 to 65535; null with SRV, whose answers have it.</summary>
    public int? Port { get; init; }
}

/// <summary>Healthy instances of a service in Consul.</summary>
public sealed record ConsulDiscoveryConfig : DiscoveryConfig
{
    /// <summary>The service's name in Consul.</summary>
    public required string Service { get; init; }

    /// <summary>Tags that an instance must have. Default none; at most 16.</summary>
    public ValueList<string> Tags { get; init; } = ValueList<string>.Empty;

    /// <summary>What an instance's meta must say. Default nothing; at most 16.</summary>
    public ValueList<KeyValuePair<string, string>> Meta { get; init; } = ValueList<KeyValuePair<string, string>>.Empty;

    /// <summary>The datacenter; null: that of the agent. Default null.</summary>
    public string? Datacenter { get; init; }
}

/// <summary>Healthy, enabled instances of a service in Nacos.</summary>
public sealed record NacosDiscoveryConfig : DiscoveryConfig
{
    /// <summary>The service's name in Nacos.</summary>
    public required string Service { get; init; }

    /// <summary>Its group. Default <c>DEFAULT_GROUP</c>.</summary>
    public string Group { get; init; } = "DEFAULT_GROUP";

    /// <summary>Clusters that an instance may be in. Default none: any; at most 16.</summary>
    public ValueList<string> Clusters { get; init; } = ValueList<string>.Empty;

    /// <summary>What an instance's metadata must say. Default nothing; at most 16.</summary>
    public ValueList<KeyValuePair<string, string>> Metadata { get; init; } = ValueList<KeyValuePair<string, string>>.Empty;
}

/// <summary>Keys in etcd, each of which holds an address, as <c>http://10.0.0.1:8080</c>, or an object with <c>address</c> and <c>weight</c>.</summary>
public sealed record EtcdDiscoveryConfig : DiscoveryConfig
{
    /// <summary>What the keys begin with, as <c>/backends/shop/canary/</c>.</summary>
    public required string Prefix { get; init; }
}

/// <summary>Ready endpoints of a service in Kubernetes.</summary>
public sealed record KubernetesDiscoveryConfig : DiscoveryConfig
{
    /// <summary>The service's name in Kubernetes.</summary>
    public required string Service { get; init; }

    /// <summary>Its namespace; null: the gateway's own. Default null.</summary>
    public string? Namespace { get; init; }

    /// <summary>The port's name or number; null: the first. Default null.</summary>
    public string? Port { get; init; }

    /// <summary>Labels that an endpoint slice must have besides. Default none; at most 16.</summary>
    public ValueList<KeyValuePair<string, string>> Labels { get; init; } = ValueList<KeyValuePair<string, string>>.Empty;
}

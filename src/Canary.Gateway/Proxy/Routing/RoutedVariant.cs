using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Telemetry;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Where a variant's requests go, with all that a request would otherwise look up or format.</summary>
internal sealed class RoutedVariant
{
    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromSeconds(100);

    /// <summary>Binds a variant to its cluster.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="name">The variant's name.</param>
    /// <param name="settings">What the cluster was made from.</param>
    /// <param name="config">The cluster as it was published.</param>
    /// <param name="cluster">The cluster as YARP runs it.</param>
    /// <param name="health">Which of the cluster's destinations may get requests.</param>
    /// <param name="metrics">The variant's counters.</param>
    /// <param name="before">The variant with the cluster that this one replaces; null where it is new.</param>
    public RoutedVariant(
        string service, string name, BackendSettings settings, ClusterConfig config, ClusterState cluster, VariantHealth health, VariantMetrics metrics, RoutedVariant? before)
    {
        Name = name;
        Settings = settings;
        Config = config;
        Cluster = cluster;
        Health = health;
        Metrics = metrics;
        HeaderValue = name;
        Client = cluster.Model.HttpClient;
        RequestConfig = config.HttpRequest ?? ForwarderRequestConfig.Empty;
        IdleTimeout = RequestConfig.ActivityTimeout ?? DefaultIdleTimeout;
        Balancer = new DestinationBalancer(health, settings.Variant.LoadBalancingInForce, Random.Shared);
        Concurrency = ConcurrencyLimit.Of(settings.Variant.MaxConcurrency, before?.Concurrency);
        Failures = before?.Failures ?? new RepeatedFailures();
        BaggageKey = $"canary.{service}";
        BaggageMember = $"{BaggageKey}={name}";
    }

    /// <summary>The variant's name.</summary>
    public string Name { get; }

    /// <summary>What the cluster was made from.</summary>
    public BackendSettings Settings { get; }

    /// <summary>The cluster as it was published.</summary>
    public ClusterConfig Config { get; }

    /// <summary>The cluster as YARP runs it: destinations and what probes found.</summary>
    public ClusterState Cluster { get; }

    /// <summary>Which destinations may get requests; told how requests end.</summary>
    public VariantHealth Health { get; }

    /// <summary>The connections to its backends.</summary>
    public HttpMessageInvoker Client { get; }

    /// <summary>HTTP version and timeouts.</summary>
    public ForwarderRequestConfig RequestConfig { get; }

    /// <summary>How long nothing may move between gateway and backend.</summary>
    public TimeSpan IdleTimeout { get; }

    /// <summary>Picks a destination.</summary>
    public DestinationBalancer Balancer { get; }

    /// <summary>How many requests may be under way at once; null: any number.</summary>
    public ConcurrencyLimit? Concurrency { get; }

    /// <summary>Which of its failures are said in the log.</summary>
    public RepeatedFailures Failures { get; }

    /// <summary>The value of <c>X-Canary-Variant</c>.</summary>
    public StringValues HeaderValue { get; }

    /// <summary>The variant's counters.</summary>
    public VariantMetrics Metrics { get; }

    /// <summary>The key of the <c>baggage</c> member, as <c>canary.shop</c>.</summary>
    public string BaggageKey { get; }

    /// <summary>The <c>baggage</c> member, as <c>canary.shop=stable</c>.</summary>
    public string BaggageMember { get; }

    /// <summary>Whether one more request may begin here; <see cref="Leave"/> ends it.</summary>
    public bool TryEnter() => Concurrency?.TryEnter() ?? true;

    /// <summary>A request that entered has ended.</summary>
    public void Leave() => Concurrency?.Leave();
}

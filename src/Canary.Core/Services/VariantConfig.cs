using Canary.Core.Services.Discovery;

namespace Canary.Core.Services;

/// <summary>One version of a service and where it runs.</summary>
public sealed record VariantConfig
{
    /// <summary>Backend addresses, 1 to 256. With <see cref="Discovery"/> they stand in until its source has answered once, and there may be none.</summary>
    public IReadOnlyList<DestinationConfig> Destinations { get; init; } = [];

    /// <summary>Where destinations are found while the gateway runs; null: <see cref="Destinations"/> are all. Default null.</summary>
    public DiscoveryConfig? Discovery { get; init; }

    /// <summary>How a destination is picked. Default: <see cref="LoadBalancingPolicy.PowerOfTwoChoices"/>, or <see cref="LoadBalancingPolicy.WeightedRandom"/> where any destination has a weight other than 1.</summary>
    public LoadBalancingPolicy? LoadBalancing { get; init; }

    /// <summary>The policy in force: what is written, or the default.</summary>
    public LoadBalancingPolicy LoadBalancingInForce =>
        LoadBalancing ?? (Destinations.Any(d => d.Weight != 1) ? LoadBalancingPolicy.WeightedRandom : LoadBalancingPolicy.PowerOfTwoChoices);

    /// <summary>HTTP version spoken to the backend. Default <see cref="BackendProtocol.Auto"/>.</summary>
    public BackendProtocol Protocol { get; init; } = BackendProtocol.Auto;

    /// <summary>Probes sent by the gateway. Default none.</summary>
    public ActiveHealthCheckConfig? ActiveHealthCheck { get; init; }

    /// <summary>Judgement by the outcome of ordinary requests. Default none.</summary>
    public PassiveHealthCheckConfig? PassiveHealthCheck { get; init; }

    /// <summary>In how much time a destination that comes, or is well again, grows into its full share. 0 s to 1 h, default 0 s: it has it at once.</summary>
    public TimeSpan SlowStart { get; init; }

    /// <summary>The most requests under way at once, at each gateway; further ones go to the baseline where the service has a fallback, else they get 503. 1 to 1000000; null: any number. Default null.</summary>
    public int? MaxConcurrency { get; init; }
}

/// <summary>One backend address of a variant.</summary>
/// <param name="Address">An absolute <c>http</c> or <c>https</c> URL, without user info, query and fragment.</param>
/// <param name="Weight">The destination's share among its siblings, 1 to 1000, default 1.</param>
public sealed record DestinationConfig(string Address, int Weight = 1);

/// <summary>How a destination is picked among those of a variant; YARP's policies, and one by weight.</summary>
public enum LoadBalancingPolicy
{
    /// <summary>The less busy of two random ones.</summary>
    PowerOfTwoChoices,

    /// <summary>The first in alphabetical order that is healthy.</summary>
    FirstAlphabetical,

    /// <summary>Any.</summary>
    Random,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The least busy of all.</summary>
    LeastRequests,

    /// <summary>Any, in proportion to the destinations' weights.</summary>
    WeightedRandom,
}

/// <summary>The HTTP version spoken to a backend.</summary>
public enum BackendProtocol
{
    /// <summary>HTTP/2 where TLS negotiates it, else HTTP/1.1.</summary>
    Auto,

    /// <summary>HTTP/1.1 only.</summary>
    Http1,

    /// <summary>HTTP/2 only; without TLS by prior knowledge (h2c), as gRPC backends want it.</summary>
    Http2,
}

/// <summary>Probes that the gateway sends to each destination.</summary>
public sealed record ActiveHealthCheckConfig
{
    /// <summary>The path that is asked, starting with <c>/</c>. Default <c>/</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Between two probes. 100 ms to 1 h, default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one probe. 10 ms to 1 h, default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures in a row that make a destination unhealthy. 1 to 100, default 2.</summary>
    public int Threshold { get; init; } = 2;
}

/// <summary>Judgement of destinations by the outcome of ordinary requests.</summary>
public sealed record PassiveHealthCheckConfig
{
    /// <summary>The share of failed requests, above 0 to 1, from which a destination is unhealthy. Default 0.3.</summary>
    public double FailureRatio { get; init; } = 0.3;

    /// <summary>Failed requests in a row from which a destination is unhealthy. 1 to 1000, default 5.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>Answers that count as failures, beside no answer at all: <c>400</c> to <c>599</c>, <c>4xx</c> or <c>5xx</c>. Default 502, 503 and 504; at most 50.</summary>
    public ValueList<string> Statuses { get; init; } = new(["502", "503", "504"]);

    /// <summary>The most destinations of the variant that ordinary requests may put out of service at once, in percent, rounded down, but at least one. 0.01 to 100, default 50.</summary>
    public Weight MaxEjected { get; init; } = Weight.FromHundredths(5_000);

    /// <summary>After which an unhealthy destination is tried again. 100 ms to 24 h, default 60 s.</summary>
    public TimeSpan Reactivation { get; init; } = TimeSpan.FromSeconds(60);
}

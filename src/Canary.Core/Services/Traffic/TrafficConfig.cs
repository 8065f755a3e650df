namespace Canary.Core.Services.Traffic;

/// <summary>How a service's requests are treated on their way, beyond which variant they go to. Every part is off by default.</summary>
public sealed record TrafficConfig
{
    /// <summary>Everything off.</summary>
    public static TrafficConfig None { get; } = new();

    /// <summary>Sends what another variant failed to answer to the baseline, or null. Default null.</summary>
    public FallbackConfig? Fallback { get; init; }

    /// <summary>Sends what a destination failed to answer to another of the same variant, or null. Default null.</summary>
    public RetriesConfig? Retries { get; init; }

    /// <summary>Copies requests to a variant, or null. Default null.</summary>
    public MirrorConfig? Mirror { get; init; }

    /// <summary>What one client may ask, or null: what the listener allows. Default null.</summary>
    public LimitsConfig? Limits { get; init; }

    /// <summary>Services whose choice for a user is followed where a trusted proxy passes it on in <c>baggage</c>; <c>*</c>: of any. The first that is there wins. Default none; at most 16.</summary>
    public ValueList<string> Upstream { get; init; } = ValueList<string>.Empty;

    /// <summary>How long WebSockets to a variant stay open once it is rolled back. 0 s to 24 h, default 10 s.</summary>
    public TimeSpan RollbackGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes of path, query and headers, each an object in YARP's words, as <c>{"PathRemovePrefix": "/shop"}</c>; those that would change what the gateway itself writes are refused. Default none; at most 50.</summary>
    public ValueList<TransformConfig> Transforms { get; init; } = ValueList<TransformConfig>.Empty;
}

/// <summary>One change of path, query or headers: names and values in YARP's words, in the order in which they were written.</summary>
/// <param name="Values">Names and values.</param>
public sealed record TransformConfig(ValueList<KeyValuePair<string, string>> Values);

namespace Canary.Core.Services.Traffic;

/// <summary>What a service takes of one client.</summary>
public sealed record LimitsConfig
{
    /// <summary>The most bytes of a request's body; more is answered with 413. 0 to 1 TB; null: the listener's limit. Default null.</summary>
    public long? MaxBody { get; init; }

    /// <summary>How many requests one client may send, or null: any. Default null.</summary>
    public RateLimitConfig? Rate { get; init; }
}

/// <summary>How many requests a client may send; more are answered with 429.</summary>
public sealed record RateLimitConfig
{
    /// <summary>What tells clients apart: sources in order, the first that is present wins; who has none shares one allowance with all such. An IPv6 address counts by its first 64 bits. Default: the address.</summary>
    public ValueList<StickySourceConfig> By { get; init; } = new([new StickySourceConfig(StickyKind.Ip)]);

    /// <summary>How many requests in each <see cref="Per"/>. 1 to 1000000.</summary>
    public required int Requests { get; init; }

    /// <summary>The time that <see cref="Requests"/> are for. 100 ms to 1 h, default 1 s.</summary>
    public TimeSpan Per { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many a client that was silent may send at once. 1 to 1000000; null: as many as <see cref="Requests"/>. Default null.</summary>
    public int? Burst { get; init; }
}

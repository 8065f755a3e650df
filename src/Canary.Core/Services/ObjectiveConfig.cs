namespace Canary.Core.Services;

/// <summary>How many of a service's requests should be good.</summary>
public sealed record ObjectiveConfig
{
    /// <summary>The share of good requests, in percent: 50 to 99.9999.</summary>
    public required decimal GoodPercent { get; init; }

    /// <summary>Over how long. 1 h to 90 days, default 28 days.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(28);
}

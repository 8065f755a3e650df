namespace Canary.Core.Rollouts;

/// <summary>How evidence is judged. Equal where all of it is, checks included.</summary>
public sealed record AnalysisConfig
{
    /// <summary>The chance that a healthy variant is ever taken for a bad one. 0.000001 to 0.5, default 0.01.</summary>
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>How many times the baseline's error rate is still acceptable. 1 to 100, default 1.25; null: errors are not judged.</summary>
    public double? ErrorTolerance { get; init; } = 1.25;

    /// <summary>How many times the baseline's share of slow requests is still acceptable. 1 to 100, default 1.25; null: latency is not judged.</summary>
    public double? LatencyTolerance { get; init; } = 1.25;

    /// <summary>The share of compared answers that may differ from the baseline's by more than noise. 0.0001 to 0.5; null, the default: comparisons are not judged.</summary>
    public double? ComparisonTolerance { get; init; }

    /// <summary>Requests on both sides before a hold counts. 0 to 1,000,000,000, default 200.</summary>
    public int MinRequests { get; init; } = 200;

    /// <summary>Checks whose source is outside the gateway. Default none, at most <see cref="MaxChecks"/>.</summary>
    public IReadOnlyList<CheckConfig> Checks { get; init; } = [];

    /// <summary>The most checks that an analysis may have.</summary>
    public const int MaxChecks = 10;

    /// <inheritdoc/>
    public bool Equals(AnalysisConfig? other) =>
        other is not null
        && FalseAlarmRate.Equals(other.FalseAlarmRate)
        && ErrorTolerance.Equals(other.ErrorTolerance)
        && LatencyTolerance.Equals(other.LatencyTolerance)
        && ComparisonTolerance.Equals(other.ComparisonTolerance)
        && MinRequests == other.MinRequests
        && Checks.SequenceEqual(other.Checks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FalseAlarmRate, ErrorTolerance, LatencyTolerance, ComparisonTolerance, MinRequests, Checks.Count);
}

using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>What one check says about the rollout's variant.</summary>
/// <param name="Name"><c>errors</c>, <c>latency</c>, <c>comparison</c>, <c>sample-ratio</c>, or that of the plan's own check.</param>
/// <param name="Verdict">Its own verdict, with its numbers in one sentence.</param>
public sealed record CheckResult(string Name, Verdict Verdict)
{
    /// <summary>The evidence that the variant is worse, as a power of 10; null where the check does not weigh any.</summary>
    public double? EvidenceLog10 { get; init; }

    /// <summary>The evidence at which this check alone is a <see cref="VerdictKind.Fail"/>, as a power of 10; null where it does not weigh any.</summary>
    public double? ThresholdLog10 { get; init; }

    /// <summary>The evidence that the variant is not worse than the tolerance, as a power of 10; null where the check can't say.</summary>
    public double? NotWorseLog10 { get; init; }

    /// <summary>What was counted of the variant; null where the check counts nothing.</summary>
    public CheckSide? Canary { get; init; }

    /// <summary>What was counted of the baseline; null where the check counts nothing.</summary>
    public CheckSide? Baseline { get; init; }
}

/// <summary>What a check counted of one variant.</summary>
/// <param name="Events">How often it happened.</param>
/// <param name="Total">Of how many.</param>
public readonly record struct CheckSide(long Events, long Total);

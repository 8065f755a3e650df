namespace Canary.Core.Analysis;

/// <summary>What was counted of one variant under one share, over all gateways. Only requests whose variant the weights decided; never those that the client aborted.</summary>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Errors">Those of them that failed.</param>
/// <param name="FirstErrors">Of the errors, the first of each sticky key, as one user's errors are no news of another; without keys, all of them.</param>
/// <param name="Draws">Requests whose variant was drawn anew: those without a sticky key, and those that were just given one.</param>
/// <param name="Durations">Requests by duration, a count for each of <see cref="LatencyEdges.Buckets"/>; of one sticky key only some.</param>
public sealed record SideCounts(long Requests, long Errors, long FirstErrors, long Draws, IReadOnlyList<long> Durations)
{
    /// <summary>Nothing.</summary>
    public static SideCounts Zero { get; } = new(0, 0, 0, 0, new long[LatencyEdges.Buckets]);

    /// <summary>The sum of both.</summary>
    public static SideCounts operator +(SideCounts one, SideCounts other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return new SideCounts(
            one.Requests + other.Requests,
            one.Errors + other.Errors,
            one.FirstErrors + other.FirstErrors,
            one.Draws + other.Draws,
            [.. one.Durations.Zip(other.Durations, static (a, b) => a + b)]);
    }
}

/// <summary>What was counted of a rollout during one of its steps under one share.</summary>
/// <param name="Step">Index of the step.</param>
/// <param name="Share">The variant's share of the traffic of both, 0 to 1, when requests were routed.</param>
/// <param name="Canary">Of the rollout's variant.</param>
/// <param name="Baseline">Of the baseline.</param>
public sealed record CountedRow(int Step, double Share, SideCounts Canary, SideCounts Baseline)
{
    /// <summary>Answers of both to the same requests, where requests are mirrored and compared. Default none.</summary>
    public ComparedCounts Compared { get; init; }
}

/// <summary>How many answers of baseline and canary to the same requests were compared.</summary>
/// <param name="All">All of them.</param>
/// <param name="Different">Those that differ by more than noise. Never more than all.</param>
public readonly record struct ComparedCounts(long All, long Different);

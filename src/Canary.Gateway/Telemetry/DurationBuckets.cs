using Canary.Core.Analysis;

namespace Canary.Gateway.Telemetry;

/// <summary>The buckets of request durations: those between the <see cref="LatencyEdges"/>, by which evidence tells slow requests, too.</summary>
internal static class DurationBuckets
{
    private static readonly long[] UpperBoundsTicks = [.. LatencyEdges.All.Select(edge => edge.Ticks)];

    /// <summary>How many buckets there are, the unbounded last one included.</summary>
    public static int Count { get; } = UpperBoundsTicks.Length + 1;

    /// <summary>Label values of <c>le</c>, in seconds, as OpenMetrics wants them (<c>1.0</c>, not <c>1</c>).</summary>
    /// <remarks>The text format allows both forms; using one for both keeps the series the same whatever format a scraper takes.</remarks>
    public static IReadOnlyList<string> Labels { get; } =
        [.. LatencyEdges.All.Select(edge => edge.TotalSeconds.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture)), "+Inf"];

    /// <summary>Where a bucket begins.</summary>
    public static TimeSpan LowerBound(int bucket) => bucket == 0 ? TimeSpan.Zero : LatencyEdges.All[bucket - 1];

    /// <summary>Where a bucket ends; the last one, which has no end, where it begins.</summary>
    public static TimeSpan UpperBound(int bucket) => LatencyEdges.All[Math.Min(bucket, LatencyEdges.All.Count - 1)];

    /// <summary>The bucket of a duration: the first whose upper bound is not below it.</summary>
    public static int IndexOf(long ticks)
    {
        var bounds = UpperBoundsTicks;
        var index = 0;
        while (index < bounds.Length && ticks > bounds[index])
        {
            index++;
        }

        return index;
    }
}

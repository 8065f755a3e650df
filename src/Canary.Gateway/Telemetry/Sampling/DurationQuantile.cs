namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>Quantiles of durations that were counted in buckets.</summary>
/// <remarks>Algorithm: linear within the bucket, as Prometheus' histogram_quantile. What is beyond the last edge counts as on it.</remarks>
internal static class DurationQuantile
{
    /// <summary>A quantile in seconds; not a number where nothing was counted.</summary>
    /// <param name="buckets">The count of each bucket alone; <see cref="DurationBuckets.Count"/> long.</param>
    /// <param name="quantile">0 to 1.</param>
    public static float Of(ReadOnlySpan<long> buckets, double quantile)
    {
        var total = 0L;
        foreach (var count in buckets)
        {
            total += count;
        }

        if (total == 0)
        {
            return float.NaN;
        }

        var (wanted, below) = (quantile * total, 0L);
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            if (buckets[bucket] > 0 && below + buckets[bucket] >= wanted)
            {
                var (low, high) = (DurationBuckets.LowerBound(bucket), DurationBuckets.UpperBound(bucket));
                return (float)(low + ((high - low) * (wanted - below) / buckets[bucket])).TotalSeconds;
            }

            below += buckets[bucket];
        }

        return (float)DurationBuckets.UpperBound(buckets.Length - 1).TotalSeconds;
    }
}

namespace Canary.Gateway.Telemetry;

/// <summary>The buckets of request durations: 1 ms to 10 s in steps of 2 to 2.5, and one above.</summary>
internal static class DurationBuckets
{
    private static readonly double[] UpperBoundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly long[] UpperBoundsTicks = [.. UpperBoundsSeconds.Select(s => TimeSpan.FromSeconds(s).Ticks)];

    /// <summary>How many buckets there are, the unbounded last one included.</summary>
    public static int Count { get; } = UpperBoundsTicks.Length + 1;

    /// <summary>Label values of <c>le</c>, in seconds, as OpenMetrics wants them (<c>1.0</c>, not <c>1</c>).</summary>
    /// <remarks>The text format allows both forms; using one for both keeps the series the same whatever format a scraper takes.</remarks>
    public static IReadOnlyList<string> Labels { get; } =
        [.. UpperBoundsSeconds.Select(s => s.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture)), "+Inf"];

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

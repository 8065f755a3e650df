namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>How much traffic a service has now. Of several gateways they add up.</summary>
/// <param name="Started">Requests that began, each second, over <see cref="Window"/>.</param>
/// <param name="Ended">Requests that ended, each second.</param>
/// <param name="Errors">Those of them that failed, each second.</param>
/// <param name="LastMinute">Requests that began in the last minute, by variant; none of those that had none.</param>
/// <param name="Spark">Requests a second in the last intervals of <see cref="SparkInterval"/>, at most <see cref="SparkLength"/>, oldest first.</param>
internal sealed record ServiceRates(double Started, double Ended, double Errors, IReadOnlyDictionary<string, long> LastMinute, IReadOnlyList<double> Spark)
{
    /// <summary>How many values <see cref="Spark"/> has at most.</summary>
    public const int SparkLength = 30;

    private const int WindowIntervals = 2;
    private const int SparkIntervals = 2;

    private static readonly int MinuteIntervals = (int)(TimeSpan.FromMinutes(1) / TrafficSampler.Interval);
    private static readonly Dictionary<string, long> Nothing = [];

    /// <summary>What rates are of.</summary>
    public static TimeSpan Window { get; } = WindowIntervals * TrafficSampler.Interval;

    /// <summary>From one value of <see cref="Spark"/> to the next.</summary>
    public static TimeSpan SparkInterval { get; } = SparkIntervals * TrafficSampler.Interval;

    /// <summary>The share of requests that failed; null where none ended.</summary>
    public double? ErrorRate => Ended > 0 ? Math.Clamp(Errors / Ended, 0, 1) : null;

    /// <summary>Whether there was any traffic.</summary>
    public bool IsIdle => LastMinute.Count == 0 && Started == 0 && Ended == 0 && Spark.All(value => value == 0);

    /// <summary>The rates of a service at this gateway.</summary>
    public static ServiceRates Of(TrafficSampler.Reader samples, string service)
    {
        var variants = samples.Variants(service);
        var (next, window, minute) = (samples.Next, new TrafficPoint(0, 0, 0), Nothing);
        var windowFirst = Math.Max(samples.First, next - WindowIntervals);
        foreach (var variant in variants)
        {
            window += variant.Sum(windowFirst, next - 1);
            if (variant.Sum(Math.Max(samples.First, next - MinuteIntervals), next - 1).Started is > 0 and var started)
            {
                minute = new Dictionary<string, long>(minute) { [variant.Variant] = started };
            }
        }

        var seconds = samples.Length(windowFirst, next - 1).TotalSeconds;
        return seconds > 0
            ? new ServiceRates(window.Started / seconds, window.Ended / seconds, window.Errors / seconds, minute, SparkOf(samples, variants))
            : new ServiceRates(0, 0, 0, minute, []);
    }

    /// <summary>The sum of two gateways.</summary>
    public static ServiceRates operator +(ServiceRates one, ServiceRates other)
    {
        var minute = new Dictionary<string, long>(one.LastMinute);
        foreach (var (variant, started) in other.LastMinute)
        {
            minute[variant] = minute.GetValueOrDefault(variant) + started;
        }

        // Their latest values are of the same time.
        var spark = new double[Math.Max(one.Spark.Count, other.Spark.Count)];
        for (var back = 1; back <= spark.Length; back++)
        {
            spark[^back] = (back <= one.Spark.Count ? one.Spark[^back] : 0) + (back <= other.Spark.Count ? other.Spark[^back] : 0);
        }

        return new ServiceRates(one.Started + other.Started, one.Ended + other.Ended, one.Errors + other.Errors, minute, spark);
    }

    // Of whole pairs of intervals, counted from the start: a value that was shown once stays as it is.
    private static double[] SparkOf(TrafficSampler.Reader samples, ReadOnlySpan<VariantSamples> variants)
    {
        var end = samples.Next / SparkIntervals;
        var first = Math.Max((samples.First + SparkIntervals - 1) / SparkIntervals, end - SparkLength);
        var spark = new double[Math.Max(0, end - first)];
        for (var i = 0; i < spark.Length; i++)
        {
            var from = (first + i) * SparkIntervals;
            var to = from + SparkIntervals - 1;
            foreach (var variant in variants)
            {
                spark[i] += variant.Sum(from, to).Started;
            }

            spark[i] /= Math.Max(1e-3, samples.Length(from, to).TotalSeconds);
        }

        return spark;
    }
}

using Canary.TestKit;

namespace Canary.Benchmarks.Loads;

/// <summary>What a load generator saw.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="Errors">Requests that failed or had another status than 200.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
/// <param name="P999">99.9th percentile in milliseconds.</param>
internal sealed record LoadResult(long Requests, long Errors, double Seconds, double P50, double P99, double P999)
{
    /// <summary>From all latencies.</summary>
    /// <param name="milliseconds">Of each answered request, in any order; sorted in place.</param>
    /// <param name="errors">Requests that failed.</param>
    /// <param name="seconds">How long it ran.</param>
    public static LoadResult Of(double[] milliseconds, long errors, double seconds)
    {
        Array.Sort(milliseconds);
        double Quantile(double share) => Figures.Quantile(milliseconds, share);
        return new LoadResult(milliseconds.Length, errors, seconds, Quantile(0.5), Quantile(0.99), Quantile(0.999));
    }
}

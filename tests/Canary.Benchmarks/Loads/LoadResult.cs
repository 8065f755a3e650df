namespace Canary.Benchmarks.Loads;

/// <summary>What a load generator saw.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="Errors">Requests that failed or had another status than 200.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
/// <param name="P999">99.9th percentile in milliseconds.</param>
internal sealed record LoadResult(long Requests, long Errors, double Seconds, double P50, double P99, double P999);

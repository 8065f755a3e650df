namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>The traffic of a variant in one interval of the sampler, or in several.</summary>
/// <param name="Started">Requests that began.</param>
/// <param name="Ended">Requests that ended.</param>
/// <param name="Errors">Those of them that failed, by the service's error codes.</param>
/// <param name="P50">The duration that half of those that ended stayed below, in seconds; not a number where none ended or intervals were added.</param>
/// <param name="P99">The same for 99 of 100.</param>
internal readonly record struct TrafficPoint(long Started, long Ended, long Errors, float P50 = float.NaN, float P99 = float.NaN)
{
    /// <summary>The share of requests that failed; null where none ended.</summary>
    /// <remarks>Where the service has lately got other error codes, errors of before and after do not fit together: the share is still one.</remarks>
    public double? ErrorRate => Ended == 0 ? null : Math.Clamp((double)Errors / Ended, 0, 1);

    public static TrafficPoint operator +(TrafficPoint one, TrafficPoint other) => new(one.Started + other.Started, one.Ended + other.Ended, one.Errors + other.Errors);
}

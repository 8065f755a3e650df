namespace Canary.Gateway.Telemetry;

/// <summary>The traffic of a service at this gateway in the last minutes.</summary>
/// <param name="Over">How many minutes.</param>
/// <param name="Drawn">Requests that weights decided, of all variants.</param>
/// <param name="Baseline">What was counted of the baseline.</param>
internal sealed record RecentTraffic(TimeSpan Over, long Drawn, VariantCounts Baseline)
{
    /// <summary>Requests a second that weights decided; 0 where no time has passed.</summary>
    public double RequestsPerSecond => Over > TimeSpan.Zero ? Drawn / Over.TotalSeconds : 0;

    /// <summary>The share of the baseline's requests that failed; 0 where there were none.</summary>
    /// <remarks>Where the service has lately got other error codes, errors of before and after do not fit together: the share is still one.</remarks>
    public double ErrorRate => Math.Clamp((double)Baseline.Outcomes.Errors / Math.Max(1, Baseline.Outcomes.Requests), 0, 1);
}

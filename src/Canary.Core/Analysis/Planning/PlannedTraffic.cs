namespace Canary.Core.Analysis.Planning;

/// <summary>The traffic that a plan is tried on.</summary>
/// <param name="RequestsPerSecond">Requests of the service that weights decide, over all gateways and variants. 0 or more.</param>
/// <param name="ErrorRate">The share of the baseline's requests that fail, 0 to 1.</param>
/// <param name="Durations">How long the baseline takes; null: not known.</param>
internal sealed record PlannedTraffic(double RequestsPerSecond, double ErrorRate, DurationProfile? Durations);

namespace Canary.Core.Analysis;

/// <summary>How often something happened on each side under one share.</summary>
/// <param name="Share">The canary's share of the traffic of both, 0 to 1, as it was when the requests were routed.</param>
/// <param name="Canary">How often at the canary.</param>
/// <param name="Baseline">How often at the baseline.</param>
public readonly record struct EventCounts(double Share, long Canary, long Baseline);

namespace Canary.Core.Analysis;

/// <summary>How strongly a check speaks for the rollout's variant being worse.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Log10">The evidence, as a power of 10.</param>
/// <param name="ThresholdLog10">The evidence at which this check alone is a Fail, as a power of 10.</param>
public readonly record struct CheckEvidence(string Name, double Log10, double ThresholdLog10);

namespace Canary.Benchmarks.Idle;

/// <summary>What one idle connection takes, in bytes.</summary>
/// <param name="ResidentBytes">Memory in RAM as the process left it.</param>
/// <param name="CollectedResidentBytes">Memory in RAM after a full collection.</param>
/// <param name="HeapBytes">Managed heap after a full collection.</param>
internal sealed record ConnectionCost(double ResidentBytes, double CollectedResidentBytes, double HeapBytes);

using Canary.Benchmarks.Loads;

namespace Canary.Benchmarks.Compare;

/// <summary>One subject in one round.</summary>
/// <param name="Load">What the load saw.</param>
/// <param name="CpuMicroseconds">Processor time of the subject for one request, in microseconds.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap for one request; null where there is none.</param>
/// <param name="ResidentBytes">Memory in RAM at the end of the round.</param>
internal sealed record Measurement(LoadResult Load, double CpuMicroseconds, double? AllocatedBytes, long ResidentBytes);

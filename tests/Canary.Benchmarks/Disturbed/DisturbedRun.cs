using Canary.Benchmarks.Loads;

namespace Canary.Benchmarks.Disturbed;

/// <summary>One measurement of one subject.</summary>
/// <param name="Load">What the honest requests saw.</param>
/// <param name="CpuShare">The part of its core that the subject used, 0 to 1.</param>
/// <param name="DonePerSecond">What each disturbance did meanwhile, in its unit.</param>
/// <param name="QuietAfter">How many seconds after the disturbance's end the subject still worked.</param>
internal sealed record DisturbedRun(LoadResult Load, double CpuShare, IReadOnlyList<double> DonePerSecond, double QuietAfter);

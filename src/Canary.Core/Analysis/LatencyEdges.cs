namespace Canary.Core.Analysis;

/// <summary>The durations at which requests are told apart as slow, and by which histograms count them: 1 ms to 10 s in steps of 2 to 2.5.</summary>
public static class LatencyEdges
{
    /// <summary>The upper bounds of all buckets but the last, which has none.</summary>
    public static IReadOnlyList<TimeSpan> All { get; } =
        [.. new[] { 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10 }.Select(TimeSpan.FromSeconds)];

    /// <summary>How many buckets there are.</summary>
    public static int Buckets => All.Count + 1;
}

using Canary.Core.Analysis;
using Canary.TestKit.Simulation;

namespace Canary.Benchmarks.Simulation;

/// <summary>What tools that read a metrics server see: error rate and p99 of each side, once in an interval.</summary>
internal sealed class Intervals
{
    // A minute at 33 requests a second.
    private const int FlushesPerInterval = 4;

    private (SideCounts Canary, SideCounts Baseline) _before = (SideCounts.Zero, SideCounts.Zero);
    private int _flushes;

    /// <summary>The samples of an interval that is over; null in the middle of one, and where a side had no request.</summary>
    public (Sample Canary, Sample Baseline)? Next(SimulatedLook look)
    {
        if (++_flushes % FlushesPerInterval != 0)
        {
            return null;
        }

        var now = (Canary: look.Rows.Aggregate(SideCounts.Zero, (sum, row) => sum + row.Canary), Baseline: look.Rows.Aggregate(SideCounts.Zero, (sum, row) => sum + row.Baseline));
        var before = _before;
        _before = now;
        return now.Canary.Requests > before.Canary.Requests && now.Baseline.Requests > before.Baseline.Requests
            ? (Between(before.Canary, now.Canary), Between(before.Baseline, now.Baseline))
            : null;
    }

    private static Sample Between(SideCounts before, SideCounts now)
    {
        long[] durations = [.. now.Durations.Zip(before.Durations, static (a, b) => a - b)];
        return new Sample((double)(now.Errors - before.Errors) / (now.Requests - before.Requests), P99(durations));
    }

    // As Prometheus' histogram_quantile does.
    private static double P99(long[] durations)
    {
        var (wanted, below) = (0.99 * durations.Sum(), 0d);
        for (var bucket = 0; bucket < durations.Length - 1; bucket++)
        {
            if (below + durations[bucket] >= wanted && durations[bucket] > 0)
            {
                var from = bucket == 0 ? 0 : LatencyEdges.All[bucket - 1].TotalSeconds;
                return from + ((LatencyEdges.All[bucket].TotalSeconds - from) * (wanted - below) / durations[bucket]);
            }

            below += durations[bucket];
        }

        return LatencyEdges.All[^1].TotalSeconds;
    }
}

/// <summary>One side in one interval.</summary>
/// <param name="ErrorRate">Errors of all requests.</param>
/// <param name="P99Seconds">The 99th percentile of durations.</param>
internal readonly record struct Sample(double ErrorRate, double P99Seconds);

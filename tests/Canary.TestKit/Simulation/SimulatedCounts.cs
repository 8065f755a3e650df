using Canary.Core.Analysis;

namespace Canary.TestKit.Simulation;

/// <summary>What one gateway has counted under one split: requests, errors, first errors, draws and durations of each side.</summary>
internal sealed class SimulatedCounts
{
    private const int Scalars = 4;

    private readonly long[] _cells = new long[2 * Side];

    private static int Side => Scalars + LatencyEdges.Buckets;

    /// <summary>Counts a request.</summary>
    public void Add(bool isCanary, bool failed, bool isFirstError, bool isDrawn, int bucket)
    {
        var first = isCanary ? 0 : Side;
        _cells[first]++;
        _cells[first + 1] += failed ? 1 : 0;
        _cells[first + 2] += isFirstError ? 1 : 0;
        _cells[first + 3] += isDrawn ? 1 : 0;
        if (bucket >= 0)
        {
            _cells[first + Scalars + bucket]++;
        }
    }

    /// <summary>Becomes equal to another.</summary>
    public void CopyFrom(SimulatedCounts other) => other._cells.CopyTo(_cells, 0);

    /// <summary>The sum of several.</summary>
    public static (SideCounts Canary, SideCounts Baseline) Sum(IEnumerable<SimulatedCounts> all)
    {
        var cells = new long[2 * Side];
        foreach (var one in all)
        {
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] += one._cells[i];
            }
        }

        return (Of(cells.AsSpan(0, Side)), Of(cells.AsSpan(Side)));
    }

    private static SideCounts Of(ReadOnlySpan<long> side) => new(side[0], side[1], side[2], side[3], side[Scalars..].ToArray());
}

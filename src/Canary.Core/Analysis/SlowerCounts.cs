namespace Canary.Core.Analysis;

/// <summary>How many requests of one side took longer than each edge.</summary>
internal sealed class SlowerCounts
{
    private readonly long[,] _slower;
    private readonly long[] _sums = new long[LatencyEdges.All.Count];

    /// <summary>Sums the buckets of each row from the slowest down.</summary>
    public SlowerCounts(IReadOnlyList<CountedRow> rows, Func<CountedRow, SideCounts> side)
    {
        _slower = new long[rows.Count, LatencyEdges.All.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            var durations = side(rows[row]).Durations;
            var slower = 0L;
            for (var edge = LatencyEdges.All.Count - 1; edge >= 0; edge--)
            {
                slower += durations[edge + 1];
                _slower[row, edge] = slower;
                _sums[edge] += slower;
            }

            Total += slower + durations[0];
        }
    }

    /// <summary>All requests.</summary>
    public long Total { get; }

    /// <summary>Those of a row that took longer than an edge.</summary>
    public long Of(int row, int edge) => _slower[row, edge];

    /// <summary>Those of all rows that took longer than an edge.</summary>
    public long Sum(int edge) => _sums[edge];
}

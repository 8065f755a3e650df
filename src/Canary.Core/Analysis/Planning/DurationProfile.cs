namespace Canary.Core.Analysis.Planning;

/// <summary>How long requests take, as a histogram tells it: how many are slower than an edge, also if all took some times as long.</summary>
/// <remarks>Within a bucket durations are taken to be spread evenly on a logarithmic scale.</remarks>
internal sealed class DurationProfile
{
    // The first bucket has no lower bound; it is taken to be as wide as those beside it.
    private const double FirstWidth = 2.5;

    // How many are slower than each edge.
    private readonly double[] _slower = new double[LatencyEdges.All.Count];

    private DurationProfile(IReadOnlyList<long> counts, long all)
    {
        var slower = 0L;
        for (var edge = _slower.Length - 1; edge >= 0; edge--)
        {
            slower += counts[edge + 1];
            _slower[edge] = (double)slower / all;
        }
    }

    /// <summary>The shares of requests that are slower than each of <see cref="LatencyEdges.All"/>.</summary>
    public IReadOnlyList<double> SlowRates => _slower;

    /// <summary>The profile of counted requests; null where there are none.</summary>
    /// <param name="counts">Requests by duration, a count for each of <see cref="LatencyEdges.Buckets"/>.</param>
    public static DurationProfile? From(IReadOnlyList<long> counts) => counts.Sum() is > 0 and var all ? new DurationProfile(counts, all) : null;

    /// <summary>The share of requests that would be slower than an edge if all took some times as long.</summary>
    /// <param name="edge">Index of the edge.</param>
    /// <param name="times">1 or more.</param>
    public double SlowerThan(int edge, double times)
    {
        // The bucket in which a duration lies that comes to the edge, when it is that many times as long.
        var duration = LatencyEdges.All[edge].TotalSeconds / times;
        while (edge > 0 && LatencyEdges.All[edge - 1].TotalSeconds >= duration)
        {
            edge--;
        }

        var upper = LatencyEdges.All[edge].TotalSeconds;
        var lower = edge > 0 ? LatencyEdges.All[edge - 1].TotalSeconds : upper / FirstWidth;
        var within = Math.Clamp(Math.Log(upper / duration) / Math.Log(upper / lower), 0, 1);
        var before = edge > 0 ? _slower[edge - 1] : 1;
        return _slower[edge] + (within * (before - _slower[edge]));
    }
}

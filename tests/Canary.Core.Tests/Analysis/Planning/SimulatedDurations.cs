using Canary.Core.Analysis;
using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

/// <summary>Requests that take as long as a profile says, those of the canary some times as long, weighed at each edge as the judge does. From a seed, so always the same.</summary>
internal static class SimulatedDurations
{
    /// <summary>How many requests of both sides came until the mean evidence over edges reached a threshold, in each run, in rising order.</summary>
    /// <param name="runs">How many runs.</param>
    /// <param name="profile">How long the baseline's take.</param>
    /// <param name="share">The canary's share.</param>
    /// <param name="worse">How many times as long the canary's take.</param>
    /// <param name="tolerance">The tolerance.</param>
    /// <param name="threshold">The natural logarithm of the evidence.</param>
    /// <param name="every">After how many requests one looks.</param>
    public static double[] RequestsUntilFound(int runs, DurationProfile profile, double share, double worse, double tolerance, double threshold, int every)
    {
        var random = new Random(20261127);
        var grid = EvidenceGrid.Above(tolerance);
        var terms = grid.TermsOf([share]);
        var edges = LatencyEdges.All.Count;
        var found = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var (canary, all, logs, requests) = (new long[edges], new long[edges], new double[edges], 0);
            do
            {
                for (var i = 0; i < every; i++, requests++)
                {
                    var isCanary = random.NextDouble() < share;
                    var seconds = Draw(profile, random) * (isCanary ? worse : 1);
                    for (var edge = 0; edge < edges && seconds > LatencyEdges.All[edge].TotalSeconds; edge++)
                    {
                        all[edge]++;
                        canary[edge] += isCanary ? 1 : 0;
                    }
                }

                for (var edge = 0; edge < edges; edge++)
                {
                    logs[edge] = grid.LogEvidence(terms, canary[edge], all.AsSpan(edge, 1));
                }
            }
            while (LogMath.MeanExp(logs) < threshold);
            found[run] = requests;
        }

        Array.Sort(found);
        return found;
    }

    private static double Draw(DurationProfile profile, Random random)
    {
        var slower = random.NextDouble();
        var edge = 0;
        while (profile.SlowRates[edge] > slower)
        {
            edge++;
        }

        var (lower, upper) = (LatencyEdges.All[edge - 1].TotalSeconds, LatencyEdges.All[edge].TotalSeconds);
        return lower * Math.Pow(upper / lower, random.NextDouble());
    }
}

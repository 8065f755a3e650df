using Canary.Core.Analysis;
using Canary.Core.Analysis.Planning;

namespace Canary.Core.Tests.Analysis.Planning;

/// <summary>Requests of a canary and a baseline that fail by chance, weighed after each event as the judge does. From a seed, so always the same.</summary>
internal static class SimulatedCanary
{
    /// <summary>How many requests of both sides came until the evidence reached a threshold, in each run, in rising order; <see cref="double.PositiveInfinity"/> where it did not within <paramref name="most"/>.</summary>
    /// <param name="runs">How many runs.</param>
    /// <param name="grid">The evidence.</param>
    /// <param name="share">The canary's share.</param>
    /// <param name="chance">How likely a request is an event, and whose.</param>
    /// <param name="threshold">The natural logarithm of the evidence.</param>
    /// <param name="most">When a run is given up.</param>
    public static double[] RequestsUntilFound(int runs, EvidenceGrid grid, double share, EventChance chance, double threshold, double most = double.PositiveInfinity)
    {
        var random = new Random(20261127);
        var terms = grid.TermsOf([share]);
        var found = new double[runs];
        var all = new long[1];
        for (var run = 0; run < runs; run++)
        {
            var (requests, canary) = (0d, 0L);
            all[0] = 0;
            do
            {
                // From one event to the next.
                requests += Math.Ceiling(Math.Log(1 - random.NextDouble()) / Math.Log(1 - chance.Canary - chance.Baseline));
                all[0]++;
                canary += random.NextDouble() * (chance.Canary + chance.Baseline) < chance.Canary ? 1 : 0;
            }
            while (requests <= most && grid.LogEvidence(terms, canary, all) < threshold);
            found[run] = requests <= most ? requests : double.PositiveInfinity;
        }

        Array.Sort(found);
        return found;
    }
}

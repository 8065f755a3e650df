namespace Canary.Core.Analysis.Planning;

/// <summary>The fewest requests that any test could do with.</summary>
/// <remarks>
/// Wald's sequential test knows in advance how much worse the canary is; it takes ln(1/α) / KL(π(θ) ‖ π(θ0)) events in expectation, where π is
/// the canary's share of the events. Source: Wald, "Sequential tests of statistical hypotheses" (1945).
/// </remarks>
internal static class WaldBound
{
    /// <summary>The requests of both sides together; null: no number is enough.</summary>
    /// <param name="share">The canary's share, 0 to 1.</param>
    /// <param name="tolerance">θ0.</param>
    /// <param name="kinds">Kinds of events; the best one by itself.</param>
    /// <param name="threshold">ln(1/α).</param>
    public static double? Requests(double share, double tolerance, IReadOnlyList<EventChance> kinds, double threshold)
    {
        var expected = share * tolerance / ((share * tolerance) + 1 - share);
        var best = kinds.Max(kind => Divergence(kind, expected));
        return best > 1e-14 ? threshold / best : null;
    }

    // What one request adds to the logarithm of the likelihood ratio; none where the canary is within the tolerance.
    private static double Divergence(EventChance kind, double expected)
    {
        var all = kind.Canary + kind.Baseline;
        return all <= 0 || kind.Canary <= all * expected
            ? 0
            : Part(kind.Canary, kind.Canary / all / expected) + Part(kind.Baseline, kind.Baseline / all / (1 - expected));
    }

    private static double Part(double chance, double ratio) => chance > 0 ? chance * Math.Log(ratio) : 0;
}

namespace Canary.Core.Analysis;

/// <summary>How strongly counts of categories speak against the shares that they should have.</summary>
/// <remarks>
/// Algorithm: the Dirichlet-multinomial e-process: the likelihood of the counts, with shares drawn from a Dirichlet prior, against that under the
/// expected shares. May be looked at after every count. With two categories it is the conjugate form B(a+K, b+n−K) / (B(a, b) wᴷ (1−w)ⁿ⁻ᴷ).
/// Source: Lindon and Malek (arXiv 2011.03567).
/// </remarks>
public static class DirichletEvidence
{
    /// <summary>The natural logarithm of the evidence against the expected shares; 0 where nothing was counted.</summary>
    /// <param name="prior">The prior's parameters, each above 0; 1 for each category: all shares are as likely.</param>
    /// <param name="expected">The shares that the categories should have, in sum 1.</param>
    /// <param name="counts">What was counted of each, 0 or more. Any count of a category that should have none is infinite evidence.</param>
    public static double Log(ReadOnlySpan<double> prior, ReadOnlySpan<double> expected, ReadOnlySpan<long> counts)
    {
        var (log, mass, total) = (0d, 0d, 0L);
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                log += LogMath.LogGamma(prior[i] + counts[i]) - LogMath.LogGamma(prior[i]) - (counts[i] * Math.Log(expected[i]));
            }

            mass += prior[i];
            total += counts[i];
        }

        return total == 0 ? 0 : log - LogMath.LogGamma(mass + total) + LogMath.LogGamma(mass);
    }
}

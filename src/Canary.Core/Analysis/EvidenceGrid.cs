namespace Canary.Core.Analysis;

/// <summary>How strongly counts speak for one side's events being more, or fewer, than a tolerance times the other's.</summary>
/// <remarks>
/// Algorithm: an e-process. Events of canary and baseline in the order in which they happen; where the canary's rate is θ times the baseline's,
/// one under the share w is the canary's with probability π(θ) = wθ / (wθ + 1 − w), whatever the rates are and however they drift. The
/// evidence is the likelihood of the counts under a grid of θ beyond the tolerance θ0, uniformly mixed, against that under θ0. While θ0
/// holds its expectation never exceeds 1, so it ever reaches 1/α with a chance of α at most, however often one looks (Ville).
/// It is a function of sums alone: it adds up over shares and gateways. Cost: one exponential per point of the grid.
/// Source: Lindon and Malek, "Anytime-valid inference for multinomial count data" (arXiv 2011.03567).
/// </remarks>
public sealed class EvidenceGrid
{
    /// <summary>How many θ are tried.</summary>
    public const int Points = 24;

    private const double Nearest = 1.1;
    private const double Furthest = 16;

    private readonly double _tolerance;
    private readonly double[] _thetas = new double[Points];
    private readonly double[] _logRatios = new double[Points];

    private EvidenceGrid(double tolerance, bool above)
    {
        _tolerance = tolerance;
        var step = Math.Log(Furthest / Nearest) / (Points - 1);
        for (var j = 0; j < Points; j++)
        {
            var away = Math.Log(Nearest) + (j * step);
            _logRatios[j] = above ? away : -away;
            _thetas[j] = tolerance * Math.Exp(_logRatios[j]);
        }
    }

    /// <summary>The natural logarithms of θ / θ0, what one event of the canary adds at each point beside the share's term.</summary>
    internal ReadOnlySpan<double> LogRatios => _logRatios;

    /// <summary>Evidence that the canary's rate is more than <paramref name="tolerance"/> times the baseline's.</summary>
    /// <param name="tolerance">θ0, above 0; 1 is "no more at all".</param>
    public static EvidenceGrid Above(double tolerance) => new(tolerance, above: true);

    /// <summary>Evidence that the canary's rate is less than <paramref name="tolerance"/> times the baseline's.</summary>
    /// <param name="tolerance">θ1, above 0.</param>
    public static EvidenceGrid Below(double tolerance) => new(tolerance, above: false);

    /// <summary>What the grid makes of shares, to be worked out once for several kinds of events under the same shares.</summary>
    /// <param name="shares">Shares of the canary, each 0 to 1.</param>
    /// <returns><see cref="Points"/> terms for each share.</returns>
    public double[] TermsOf(ReadOnlySpan<double> shares)
    {
        var terms = new double[shares.Length * Points];
        for (var s = 0; s < shares.Length; s++)
        {
            var (canary, baseline) = (shares[s], 1 - shares[s]);
            for (var j = 0; j < Points; j++)
            {
                terms[(s * Points) + j] = Math.Log(((canary * _tolerance) + baseline) / ((canary * _thetas[j]) + baseline));
            }
        }

        return terms;
    }

    /// <summary>The natural logarithm of the evidence; 0 where nothing happened.</summary>
    /// <param name="terms">What <see cref="TermsOf"/> made of the shares.</param>
    /// <param name="canary">Events of the canary, under all shares together.</param>
    /// <param name="all">Events of canary and baseline, for each share.</param>
    public double LogEvidence(ReadOnlySpan<double> terms, long canary, ReadOnlySpan<long> all)
    {
        Span<double> logs = stackalloc double[Points];
        for (var j = 0; j < Points; j++)
        {
            logs[j] = canary * _logRatios[j];
        }

        for (var s = 0; s < all.Length; s++)
        {
            if (all[s] != 0)
            {
                var of = terms.Slice(s * Points, Points);
                for (var j = 0; j < Points; j++)
                {
                    logs[j] += all[s] * of[j];
                }
            }
        }

        return LogMath.MeanExp(logs);
    }

    /// <summary>The natural logarithm of the evidence of one kind of events.</summary>
    public double LogEvidence(IReadOnlyList<EventCounts> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] shares = [.. rows.Select(row => row.Share)];
        long[] all = [.. rows.Select(row => row.Canary + row.Baseline)];
        return LogEvidence(TermsOf(shares), rows.Sum(row => row.Canary), all);
    }
}

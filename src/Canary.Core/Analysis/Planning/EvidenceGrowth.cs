namespace Canary.Core.Analysis.Planning;

/// <summary>How the evidence of <see cref="EvidenceGrid"/> grows with requests whose events come at known rates, under one share.</summary>
/// <remarks>
/// At each θ of the grid the logarithm of the likelihood ratio is a random walk: a request adds its mean. The evidence in expectation is taken
/// as the mixture over the grid, and over several kinds of events such as the edges of durations, of those means: a convex function of the
/// number of requests, so that it reaches a threshold once. Cost: one exponential per kind and point of the grid.
/// </remarks>
internal sealed class EvidenceGrowth
{
    // Below this a mean is what rounding left over.
    private const double Least = 1e-14;

    private readonly double[] _means;
    private readonly double[] _squares;
    private readonly int _best;

    /// <summary>What one request adds.</summary>
    /// <param name="grid">The evidence.</param>
    /// <param name="share">The canary's share, 0 to 1.</param>
    /// <param name="kinds">How likely a request is an event, for each kind; the evidence is the mean over kinds.</param>
    public EvidenceGrowth(EvidenceGrid grid, double share, IReadOnlyList<EventChance> kinds)
    {
        var ratios = grid.LogRatios;
        var terms = grid.TermsOf([share]);
        _means = new double[kinds.Count * EvidenceGrid.Points];
        _squares = new double[_means.Length];
        for (var i = 0; i < _means.Length; i++)
        {
            var (chance, point) = (kinds[i / EvidenceGrid.Points], i % EvidenceGrid.Points);
            var (canary, baseline) = (ratios[point] + terms[point], terms[point]);
            _means[i] = (chance.Canary * canary) + (chance.Baseline * baseline);
            _squares[i] = (chance.Canary * canary * canary) + (chance.Baseline * baseline * baseline);
            _best = _means[i] > _means[_best] ? i : _best;
        }
    }

    /// <summary>Index of the kind that the evidence comes from in the end.</summary>
    public int BestKind => _best / EvidenceGrid.Points;

    /// <summary>Whether the evidence grows at all.</summary>
    public bool Grows => _means[_best] > Least;

    /// <summary>No evidence yet, to be carried from one share to the next.</summary>
    public double[] None() => new double[_means.Length];

    /// <summary>Adds what requests bring in expectation to what there is.</summary>
    public void Add(double[] logs, double requests)
    {
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] += requests * _means[i];
        }
    }

    /// <summary>How many requests bring the evidence, in expectation, to a threshold; null: none do.</summary>
    /// <param name="threshold">The natural logarithm of the evidence.</param>
    /// <param name="before">What there is already, of the same kinds; null: nothing.</param>
    public double? RequestsTo(double threshold, double[]? before = null)
    {
        before ??= None();
        if (LogMath.MeanExp(before) >= threshold)
        {
            return 0;
        }

        if (!Grows)
        {
            return null;
        }

        // At the upper end the best point alone is enough.
        var (low, high) = (0d, (threshold + Math.Log(_means.Length) - before[_best]) / _means[_best]);
        for (var i = 0; i < 50 && high - low > 1e-6 * high; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = After(before, middle) >= threshold ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>About how likely the evidence has reached a threshold after so many requests, 0 to 1: by a normal approximation of its logarithm.</summary>
    public double ChanceWithin(double requests, double threshold)
    {
        if (!Grows || requests <= 0)
        {
            return 0;
        }

        var deviation = Math.Sqrt(requests * (_squares[_best] - (_means[_best] * _means[_best])));
        return NormalDistribution.HasReached(threshold, After(None(), requests), deviation);
    }

    private double After(double[] before, double requests)
    {
        var logs = (double[])before.Clone();
        Add(logs, requests);
        return LogMath.MeanExp(logs);
    }
}

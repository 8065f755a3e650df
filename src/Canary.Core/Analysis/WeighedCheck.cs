using Canary.Core.Rollouts;

namespace Canary.Core.Analysis;

/// <summary>A check that weighs counts, and what it found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LogWorse">The natural logarithm of the evidence that the variant is worse than the tolerance.</param>
/// <param name="LogNotWorse">That of the evidence that it is not.</param>
/// <param name="Tolerance">How many times the baseline's rate is acceptable.</param>
/// <param name="Canary">What was counted of the variant.</param>
/// <param name="Baseline">What was counted of the baseline.</param>
/// <param name="What">What is counted, as <c>errors</c> or <c>slower than 250ms</c>.</param>
internal sealed record WeighedCheck(
    string Name, double LogWorse, double LogNotWorse, double Tolerance, CheckSide Canary, CheckSide Baseline, string What)
{
    /// <summary>Where fewer requests are slower than an edge, there is nothing to compare.</summary>
    internal const double LeastSlow = 0.01;

    /// <summary>Where more are, being slow is the rule.</summary>
    internal const double MostSlow = 0.5;

    /// <summary>Whether the tolerance is a share of all, and not a multiple of the baseline's. Default false.</summary>
    public bool IsShare { get; init; }

    /// <summary>What was counted, as <c>errors 12/4,310 against 40/38,900</c>.</summary>
    public string Numbers => IsShare ? AnalysisText.Side(What, Canary) : AnalysisText.Sides(What, Canary, Baseline);

    /// <summary>What is still acceptable, as <c>1.25×</c> or <c>1%</c>.</summary>
    public string Acceptable => IsShare ? AnalysisText.Rate(Tolerance) : AnalysisText.Times(Tolerance);

    /// <summary>What is too much, as <c>more than 1.25× as many</c> or <c>more than 1%</c>.</summary>
    public string TooMuch => IsShare ? $"more than {Acceptable}" : $"more than {Acceptable} as many";

    /// <summary>Weighs errors: the first of each user.</summary>
    public static WeighedCheck Errors(IReadOnlyList<CountedRow> rows, double tolerance)
    {
        EventCounts[] events = [.. rows.Select(row => new EventCounts(row.Share, row.Canary.FirstErrors, row.Baseline.FirstErrors))];
        return new WeighedCheck(
            "errors",
            EvidenceGrid.Above(tolerance).LogEvidence(events),
            EvidenceGrid.Below(tolerance).LogEvidence(events),
            tolerance,
            new CheckSide(rows.Sum(row => row.Canary.Errors), rows.Sum(row => row.Canary.Requests)),
            new CheckSide(rows.Sum(row => row.Baseline.Errors), rows.Sum(row => row.Baseline.Requests)),
            "errors");
    }

    /// <summary>Weighs durations: at each edge, how many were slower. Worse at any, as a mean over edges; not worse at all that matter.</summary>
    public static WeighedCheck Latency(IReadOnlyList<CountedRow> rows, double tolerance)
    {
        var (above, below) = (EvidenceGrid.Above(tolerance), EvidenceGrid.Below(tolerance));
        double[] shares = [.. rows.Select(row => row.Share)];
        var (aboveTerms, belowTerms) = (above.TermsOf(shares), below.TermsOf(shares));
        var (canary, baseline) = (new SlowerCounts(rows, row => row.Canary), new SlowerCounts(rows, row => row.Baseline));
        var edges = LatencyEdges.All.Count;
        var worse = new double[edges];
        var all = new long[rows.Count];
        var (notWorse, most) = (double.PositiveInfinity, 0);
        for (var edge = 0; edge < edges; edge++)
        {
            for (var row = 0; row < all.Length; row++)
            {
                all[row] = canary.Of(row, edge) + baseline.Of(row, edge);
            }

            worse[edge] = above.LogEvidence(aboveTerms, canary.Sum(edge), all);
            most = worse[edge] > worse[most] ? edge : most;
            var slow = (double)(canary.Sum(edge) + baseline.Sum(edge)) / Math.Max(1, canary.Total + baseline.Total);
            if (slow is >= LeastSlow and <= MostSlow)
            {
                notWorse = Math.Min(notWorse, below.LogEvidence(belowTerms, canary.Sum(edge), all));
            }
        }

        return new WeighedCheck(
            "latency",
            LogMath.MeanExp(worse),
            double.IsPositiveInfinity(notWorse) ? 0 : notWorse,
            tolerance,
            new CheckSide(canary.Sum(most), canary.Total),
            new CheckSide(baseline.Sum(most), baseline.Total),
            $"slower than {AnalysisText.Short(LatencyEdges.All[most])}");
    }

    /// <summary>Weighs answers that differ from the baseline's to the same request, against the share of them that may.</summary>
    /// <remarks>Under a share w of the traffic, events of equal rates are the canary's with the chance w: so a fixed share is tested as a split, with a tolerance of 1.</remarks>
    public static WeighedCheck Comparison(IReadOnlyList<CountedRow> rows, double tolerance)
    {
        var (all, different) = (rows.Sum(row => row.Compared.All), rows.Sum(row => row.Compared.Different));
        EventCounts[] events = [new(tolerance, different, all - different)];
        return new WeighedCheck(
            "comparison",
            EvidenceGrid.Above(1).LogEvidence(events),
            EvidenceGrid.Below(1).LogEvidence(events),
            tolerance,
            new CheckSide(different, all),
            new CheckSide(all - different, all),
            "different answers")
        { IsShare = true };
    }

    /// <summary>Weighs counts of another source.</summary>
    public static WeighedCheck Counted(string name, OutsideAnswer.Counted counted) => new(
        name,
        EvidenceGrid.Above(counted.Tolerance).LogEvidence(counted.Rows),
        EvidenceGrid.Below(counted.Tolerance).LogEvidence(counted.Rows),
        counted.Tolerance,
        new CheckSide(counted.Rows.Sum(row => row.Canary), 0),
        new CheckSide(counted.Rows.Sum(row => row.Baseline), 0),
        name);

    /// <summary>The check by itself, for people to see.</summary>
    /// <param name="inputs">What is judged.</param>
    /// <param name="threshold">The logarithm of the evidence that is wanted for "not worse".</param>
    /// <param name="alone">That at which this check alone is a Fail.</param>
    public CheckResult ToResult(JudgementInputs inputs, double threshold, double alone)
    {
        var numbers = Numbers;
        var isNotWorse = LogNotWorse >= threshold;
        var verdict =
            IsShare && Canary.Total == 0 ? new Verdict(VerdictKind.Inconclusive, "no answers were compared yet; the service's mirror says how many are")
            : LogWorse >= alone ? new Verdict(VerdictKind.Fail, $"{numbers}, {TooMuch}")
            : isNotWorse ? new Verdict(VerdictKind.Pass, $"{numbers}, not worse than {Acceptable}")
            : inputs.Required == RequiredVerdict.NotWorse ? new Verdict(VerdictKind.Inconclusive, $"{numbers}, {AnalysisText.Missing(this, threshold, inputs)}")
            : new Verdict(VerdictKind.Pass, $"{numbers}, no evidence against it");
        return new CheckResult(Name, verdict)
        {
            EvidenceLog10 = LogMath.ToLog10(LogWorse),
            ThresholdLog10 = LogMath.ToLog10(alone),
            NotWorseLog10 = LogMath.ToLog10(LogNotWorse),
            Canary = Canary,
            Baseline = IsShare ? null : Baseline,
        };
    }
}

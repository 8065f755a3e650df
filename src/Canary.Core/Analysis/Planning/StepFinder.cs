namespace Canary.Core.Analysis.Planning;

/// <summary>Works out what one check takes to find a bad canary in one step.</summary>
/// <param name="falseAlarmRate">α.</param>
/// <param name="checks">Over how many checks the evidence is averaged: with several, one alone needs that much more.</param>
internal sealed class StepFinder(double falseAlarmRate, int checks)
{
    /// <summary>Longer than anybody waits.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>The natural logarithm of the evidence at which one check alone is a fail.</summary>
    public double Threshold { get; } = Math.Log(checks / falseAlarmRate);

    /// <summary>What it takes.</summary>
    public Finding Find(PlannedCheck check, StepSplit split, double worse)
    {
        if (split.Share >= 1)
        {
            return Never("Everything goes to the canary, so there is nothing to compare it with.");
        }

        if (check.Unknown is { } unknown)
        {
            return Never(unknown);
        }

        var chances = check.Chances(split.Share, worse);
        var bound = WaldBound.Requests(split.Share, check.Tolerance, chances, -Math.Log(falseAlarmRate));
        var growth = new EvidenceGrowth(check.Worse, split.Share, chances);
        if (growth.RequestsTo(Threshold) is not { } requests || Digits(requests) is not { } rounded)
        {
            return bound is null
                ? Never(check.Tolerates(worse))
                : Never($"{AnalysisText.Times(worse)} {check.What} are too close to the tolerance of {AnalysisText.Times(check.Tolerance)} to be told apart from it.", Digits(bound));
        }

        var time = TimeOf(requests, split);
        var why = time is not null ? null : split.BothPerSecond > 0 ? "At this traffic it takes more than ten years." : "There is no traffic.";
        TimeSpan? edge = chances.Count > 1 ? LatencyEdges.All[growth.BestKind] : null;
        return new Finding(rounded, time, Digits(bound), Math.Round(growth.ChanceWithin(split.BothWithinHold, Threshold), 2), edge, why);
    }

    /// <summary>How long a canary that is as good as the baseline takes, in expectation, to show by itself in this step that it is not worse; null: it can't.</summary>
    public TimeSpan? TimeToClear(PlannedCheck check, StepSplit split)
    {
        // Each kind must show it, and each at the whole false-alarm rate.
        var requests = 0d;
        var kinds = check.Unknown is null ? check.Decisive(split.Share) : [];
        foreach (var kind in kinds)
        {
            var needed = new EvidenceGrowth(check.NotWorse, split.Share, [kind]).RequestsTo(-Math.Log(falseAlarmRate));
            requests = Math.Max(requests, needed ?? double.PositiveInfinity);
        }

        return kinds.Count > 0 ? TimeOf(requests, split) : null;
    }

    private static Finding Never(string why, long? bound = null) => new(null, null, bound, 0, null, why);

    private static TimeSpan? TimeOf(double requests, StepSplit split)
    {
        var seconds = requests / split.BothPerSecond;
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
    }

    // Three digits, as the figures are no better than that; null where the number is beyond all traffic.
    private static long? Digits(double? requests)
    {
        if (requests is not (>= 0 and < 1e15 and var number))
        {
            return null;
        }

        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, number))) - 2));
        return (long)(Math.Ceiling(number / unit) * unit);
    }
}

namespace Canary.Core.Analysis.Planning;

/// <summary>Works out what one check takes to find a bad canary in one step.</summary>
/// <param name="falseAlarmRate">α.</param>
/// <param name="checks">Over how many checks the evidence is averaged: with several, one alone needs that much more.</param>
internal sealed class StepFinder(double falseAlarmRate, int checks)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

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
        var growth = new EvidenceGrowth(check.Grid, split.Share, chances);
        if (growth.RequestsTo(Threshold) is not { } requests || Digits(requests) is not { } rounded)
        {
            return Never(bound is null
                ? $"{AnalysisText.Times(worse)} {check.What} is within the tolerance of {AnalysisText.Times(check.Tolerance)}."
                : $"{AnalysisText.Times(worse)} {check.What} is too close to the tolerance of {AnalysisText.Times(check.Tolerance)} to be told apart from it.");
        }

        var seconds = requests / split.BothPerSecond;
        TimeSpan? time = seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
        var why = time is not null ? null : split.BothPerSecond > 0 ? "At this traffic it takes more than ten years." : "There is no traffic.";
        TimeSpan? edge = chances.Count > 1 ? LatencyEdges.All[growth.BestKind] : null;
        return new Finding(rounded, time, Digits(bound ?? 0), growth.ChanceWithin(split.BothWithinHold, Threshold), edge, why);
    }

    private static Finding Never(string why) => new(null, null, null, 0, null, why);

    // Three digits, as the figures are no better than that; null where the number is beyond all traffic.
    private static long? Digits(double requests)
    {
        if (requests > 1e15)
        {
            return null;
        }

        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, requests))) - 2));
        return (long)(Math.Ceiling(requests / unit) * unit);
    }
}

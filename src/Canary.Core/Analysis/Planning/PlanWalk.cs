namespace Canary.Core.Analysis.Planning;

/// <summary>Goes through the steps of a plan, each for its hold alone, and gathers evidence: what one step brought is there in the next.</summary>
/// <param name="steps">The steps.</param>
/// <param name="threshold">The natural logarithm of the evidence at which one check alone is a fail.</param>
internal sealed class PlanWalk(IReadOnlyList<StepSplit> steps, double threshold)
{
    /// <summary>When a bad canary is found in expectation, from the beginning, and at which step; null: the plan ends before.</summary>
    /// <param name="check">The check that finds it.</param>
    /// <param name="worse">How many times worse it is.</param>
    public (TimeSpan After, int Step)? Find(PlannedCheck check, double worse)
    {
        if (check.Unknown is not null)
        {
            return null;
        }

        double[]? logs = null;
        var before = TimeSpan.Zero;
        for (var i = 0; i < steps.Count; i++)
        {
            var split = steps[i];
            var growth = new EvidenceGrowth(check.Worse, split.Share, check.Chances(split.Share, worse));
            logs ??= growth.None();
            if (growth.RequestsTo(threshold, logs) is { } requests && requests <= split.BothWithinHold)
            {
                return (before + TimeSpan.FromSeconds(Math.Ceiling(requests / split.BothPerSecond)), i);
            }

            growth.Add(logs, split.BothWithinHold);
            before += split.Step.Hold;
        }

        return null;
    }
}

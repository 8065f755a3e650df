using Canary.Core.Rollouts;

namespace Canary.Core.Analysis.Planning;

/// <summary>The sentence on one step: whether its hold is long enough, and for what.</summary>
internal static class StepAdvice
{
    // As likely as people mean when they say that something will be found.
    private const double Likely = 0.8;

    /// <summary>The sentence.</summary>
    /// <param name="split">Who gets what in the step.</param>
    /// <param name="minRequests">How many requests of each side are wanted.</param>
    /// <param name="finds">What the step finds.</param>
    /// <param name="clears">Where it waits for <c>notWorse</c>: how long a good canary takes to show it, for each check; null: it can't.</param>
    public static string Of(StepSplit split, int minRequests, IReadOnlyList<PlannedFind> finds, IReadOnlyList<TimeSpan?> clears)
    {
        if (split.Share >= 1)
        {
            return "Everything goes to the canary, so there is nothing to compare it with: what this plan finds, it finds before.";
        }

        if (split.CanaryPerSecond <= 0)
        {
            return "No traffic is known of this service: let gateways serve it for some minutes, or say how much there is in traffic.requestsPerSecond.";
        }

        var hold = RolloutText.Span(split.Step.Hold);
        var parts = new[] { Part("the errors", finds, find => find.Errors), Part("the durations", finds, find => find.Latency) }.OfType<string>().ToList();
        var found = parts.Count > 0 ? $"finds {string.Join(", and ", parts)}" : "finds nothing that can be foretold, as neither errors nor durations of the baseline are known";
        var seconds = minRequests / split.LeastPerSecond;
        var tooShort = split.Step.Hold.TotalSeconds < seconds
            ? $" is shorter than the {RolloutText.Span(TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 1e9)))} that {RolloutText.Number(minRequests)} requests of each side take, and"
            : "";
        return $"A hold of {hold} at {split.Step.Weight}%{tooShort} {found}{Cleared(clears)}.";
    }

    private static string Cleared(IReadOnlyList<TimeSpan?> clears) =>
        clears.Count == 0 ? ""
        : clears.Contains(null) ? "; that a good canary is not worse can't be shown by this step alone, and it waits for that"
        : $"; it waits until a good canary has shown that it is not worse, which takes about {RolloutText.Span(clears.Max()!.Value)} by this step alone";

    private static string? Part(string what, IReadOnlyList<PlannedFind> finds, Func<PlannedFind, Finding?> of)
    {
        var known = finds.Where(find => of(find)?.Requests is not null).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var first = known.FindIndex(find => of(find)!.WithinHold >= Likely);
        return first switch
        {
            0 => $"{AnalysisText.Times(known[0].Worse)} {what}",
            > 0 => $"{AnalysisText.Times(known[first].Worse)} {what} ({Takes(known[first - 1], of)})",
            _ => $"not even {AnalysisText.Times(known[^1].Worse)} {what} ({Takes(known[^1], of)})",
        };
    }

    private static string Takes(PlannedFind find, Func<PlannedFind, Finding?> of) =>
        of(find)!.Time is { } time ? $"{AnalysisText.Times(find.Worse)} takes about {RolloutText.Span(time)}" : $"{AnalysisText.Times(find.Worse)} takes more than ten years";
}

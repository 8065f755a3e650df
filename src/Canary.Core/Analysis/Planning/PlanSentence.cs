using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Analysis.Planning;

/// <summary>The sentence on a whole plan.</summary>
internal static class PlanSentence
{
    /// <summary>The sentence.</summary>
    public static string Of(RolloutPlan plan, ServiceConfig service, AnalysisConfig analysis, IReadOnlyList<PlannedCheck> checks, PlanWalk walk, PlannedTraffic traffic)
    {
        var known = traffic.RequestsPerSecond > 0 ? checks.Where(check => check.Unknown is null).ToList() : [];
        var body = traffic.RequestsPerSecond <= 0 ? "without traffic nothing can be found"
            : known.Count == 0 ? "nothing can be foretold, as neither errors nor durations of the baseline are known"
            : string.Join("; ", known.Select(check => Found(check, plan, walk)));
        var judged = plan.Analysis is null ? "this plan has no analysis and so judges nothing; with the default one, " : "";
        var users = known.Count > 0 && service.Sticky.Count > 0 ? "; of a sticky user only the first error counts, so it may take longer" : "";
        var text = $"{judged}{body}{users}; a canary within the tolerance is taken for a bad one with a chance of {AnalysisText.Rate(analysis.FalseAlarmRate)} at most.";
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string Found(PlannedCheck check, RolloutPlan plan, PlanWalk walk)
    {
        var parts = RolloutPlanner.Ratios.Select(worse => walk.Find(check, worse) is { } found
            ? $"{AnalysisText.Times(worse)} after about {RolloutText.Span(found.After)} at {plan.Steps[found.Step].Weight}%"
            : $"{AnalysisText.Times(worse)} not before the holds end");
        return $"a canary with a multiple of {check.What} is found: {string.Join(", ", parts)}";
    }
}

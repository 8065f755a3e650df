using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Analysis.Planning;

/// <summary>Foretells what a plan would find on some traffic: how many requests and how long it takes until a bad canary is found. Pure.</summary>
/// <remarks>What it says of a step is of that step alone, from no evidence; the sentence on the whole plan counts what earlier steps brought.</remarks>
internal static class RolloutPlanner
{
    /// <summary>How many times worse the canaries are that are looked for.</summary>
    public static IReadOnlyList<double> Ratios { get; } = [1.5, 2, 4];

    /// <summary>The forecast.</summary>
    /// <param name="plan">A valid plan; where it has no analysis, it is judged as by default.</param>
    /// <param name="service">The service, which the plan fits.</param>
    /// <param name="traffic">The traffic.</param>
    public static RolloutForecast Forecast(RolloutPlan plan, ServiceConfig service, PlannedTraffic traffic)
    {
        var analysis = plan.Analysis ?? new AnalysisConfig();
        var errors = analysis.ErrorTolerance is { } most ? new PlannedErrors(most, traffic) : null;
        var latency = analysis.LatencyTolerance is { } longest ? new PlannedLatency(longest, traffic) : null;
        PlannedCheck[] checks = [.. new PlannedCheck?[] { errors, latency }.OfType<PlannedCheck>()];
        var others = analysis.Checks.Count(check => check is CheckConfig.Counter);
        var finder = new StepFinder(analysis.FalseAlarmRate, Math.Max(1, checks.Length + others));
        StepSplit[] splits = [.. plan.Steps.Select(step => StepSplit.Of(plan, step, service, traffic.RequestsPerSecond))];
        PlannedStep[] steps = [.. splits.Select(split => PlanStep(split, analysis, finder, errors, latency))];
        var walk = new PlanWalk(splits, finder.Threshold);
        return new RolloutForecast(traffic, steps, analysis.FalseAlarmRate, PlanSentence.Of(plan, service, analysis, checks, walk, traffic));
    }

    private static PlannedStep PlanStep(StepSplit split, AnalysisConfig analysis, StepFinder finder, PlannedErrors? errors, PlannedLatency? latency)
    {
        PlannedFind[] finds = [.. Ratios.Select(worse => new PlannedFind(
            worse,
            errors is null ? null : finder.Find(errors, split, worse),
            latency is null ? null : finder.Find(latency, split, worse)))];
        var checks = new PlannedCheck?[] { errors, latency }.OfType<PlannedCheck>();
        TimeSpan?[] clears = split.Step.Verdict == RequiredVerdict.NotWorse ? [.. checks.Select(check => finder.TimeToClear(check, split))] : [];
        return new PlannedStep(split, After(analysis.MinRequests, split.LeastPerSecond), finds, StepAdvice.Of(split, analysis.MinRequests, finds, clears));
    }

    private static TimeSpan? After(int requests, double perSecond) =>
        requests == 0 ? TimeSpan.Zero
        : perSecond > 0 && requests / perSecond < StepFinder.Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Ceiling((requests / perSecond) - 1e-9))
        : null;
}

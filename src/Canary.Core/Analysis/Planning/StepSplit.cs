using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Analysis.Planning;

/// <summary>Who gets which requests in a step, of those that weights decide.</summary>
/// <param name="Step">The step.</param>
/// <param name="Share">The canary's share of its requests and the baseline's, above 0 to 1, as it is counted: with the plan's limit.</param>
/// <param name="CanaryPerSecond">Requests a second of the canary, as far as the limit lets them through.</param>
/// <param name="BaselinePerSecond">Those of the baseline, without what the limit turned away, as that is no evidence.</param>
internal sealed record StepSplit(RolloutStep Step, double Share, double CanaryPerSecond, double BaselinePerSecond)
{
    /// <summary>Requests a second of both.</summary>
    public double BothPerSecond => CanaryPerSecond + BaselinePerSecond;

    /// <summary>Those within the hold.</summary>
    public double BothWithinHold => BothPerSecond * Step.Hold.TotalSeconds;

    /// <summary>The slower side's requests a second; the canary's where everything goes to it.</summary>
    public double LeastPerSecond => Share < 1 ? Math.Min(CanaryPerSecond, BaselinePerSecond) : CanaryPerSecond;

    /// <summary>The split of a valid plan's step on a service that it fits.</summary>
    public static StepSplit Of(RolloutPlan plan, RolloutStep step, ServiceConfig service, double requestsPerSecond)
    {
        var baselineWeight = ServiceChanges.SetWeight(service, plan.Variant, step.Weight).WeightOf(service.Baseline).Hundredths / (double)Weight.FullHundredths;
        var canaryWeight = step.Weight.Hundredths / (double)Weight.FullHundredths;
        var wanted = requestsPerSecond * canaryWeight;
        var admitted = plan.Limits.MaxRequestsPerSecond is { } most && most < wanted ? most / wanted : 1;
        var share = canaryWeight * admitted / ((canaryWeight * admitted) + baselineWeight);
        return new StepSplit(step, share, wanted * admitted, requestsPerSecond * baselineWeight);
    }
}

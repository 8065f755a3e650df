using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Analysis.Planning;

/// <summary>Who gets which requests in a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Share">The canary's share of its requests and the baseline's, above 0 to 1.</param>
/// <param name="CanaryPerSecond">Requests a second of the canary, as far as the plan's limits let them through.</param>
internal sealed record StepSplit(RolloutStep Step, double Share, double CanaryPerSecond)
{
    /// <summary>Requests a second of both that can be compared: what a limit sends to the baseline instead is not drawn by weight.</summary>
    public double BothPerSecond => CanaryPerSecond / Share;

    /// <summary>Those within the hold.</summary>
    public double BothWithinHold => BothPerSecond * Step.Hold.TotalSeconds;

    /// <summary>The slower side's requests a second; the canary's where everything goes to it.</summary>
    public double LeastPerSecond => Share < 1 ? Math.Min(CanaryPerSecond, BothPerSecond - CanaryPerSecond) : CanaryPerSecond;

    /// <summary>The split of a valid plan's step on a service that it fits.</summary>
    public static StepSplit Of(RolloutPlan plan, RolloutStep step, ServiceConfig service, double requestsPerSecond)
    {
        double canary = step.Weight.Hundredths;
        double baseline = ServiceChanges.SetWeight(service, plan.Variant, step.Weight).WeightOf(service.Baseline).Hundredths;
        var most = plan.Limits.MaxRequestsPerSecond ?? double.PositiveInfinity;
        return new StepSplit(step, canary / (canary + baseline), Math.Min(most, requestsPerSecond * canary / Weight.FullHundredths));
    }
}

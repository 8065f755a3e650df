using Canary.Core.Services;
using FluentValidation;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of a plan, wherever it comes from and whatever its service is. Reports every error at once.</summary>
/// <remarks>The failures' property names are paths in the document, as <c>steps[0].hold</c>.</remarks>
public sealed class RolloutPlanValidator : AbstractValidator<RolloutPlan>
{
    /// <summary>The most freeze windows of a plan.</summary>
    public const int MaxWindows = 20;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private RolloutPlanValidator()
    {
        RuleFor(p => p.Variant).At("variant").Check(ServiceName.Problem);
        RuleFor(p => p.Steps).At("steps").Check(s => Ranges.CountProblem(s.Count, 1, RolloutPlan.MaxSteps, "steps"));
        When(p => p.Steps.Count is > 0 and <= RolloutPlan.MaxSteps, () =>
        {
            RuleForEach(p => p.Steps).At("steps").SetValidator(new RolloutStepValidator());
            RuleFor(p => p.Steps).At("steps").CheckEach(CheckRising);
        });
        RuleFor(p => p.RollbackHold!.Value).At("rollback.hold").Check(Ranges.Between(Second, TimeSpan.FromDays(7))).When(p => p.RollbackHold is not null);
        RuleFor(p => p.Freeze).At("freeze").Check(f => Ranges.CountProblem(f.Count, 0, MaxWindows, "windows"));
        RuleForEach(p => p.Freeze).At("freeze").CheckEach(FreezeChecks.Check).When(p => p.Freeze.Count <= MaxWindows);
        RuleFor(p => p.MaxDuration!.Value).At("maxDuration").Check(Ranges.Between(Second, Year)).When(p => p.MaxDuration is not null);
        RuleFor(p => p.MaxDuration!.Value).At("maxDuration").CheckEach(CheckDuration).When(p => p.MaxDuration is not null);
        AddLimits();
        RuleFor(p => p.Analysis!).At("analysis").SetValidator(new AnalysisValidator()).When(p => p.Analysis is not null);
    }

    /// <summary>The one validator; safe to be used by many threads at once.</summary>
    public static RolloutPlanValidator Instance { get; } = new();

    private void AddLimits()
    {
        RuleFor(p => p.Limits.MaxErrors!.Value).At("limits.maxErrors").Check(Ranges.Between(1, 1_000_000_000)).When(p => p.Limits.MaxErrors is not null);
        RuleFor(p => p.Limits.MaxErrorBudget!.Value).At("limits.maxErrorBudget").Check(Ranges.Between(0.001, 1d)).When(p => p.Limits.MaxErrorBudget is not null);
        RuleFor(p => p.Limits.MaxRequestsPerSecond!.Value).At("limits.maxRequestsPerSecond").Check(Ranges.Between(1, 1_000_000)).When(p => p.Limits.MaxRequestsPerSecond is not null);
        RuleFor(p => p.Limits.MaxUsers!.Value).At("limits.maxUsers").Check(Ranges.Between(1, 1_000_000)).When(p => p.Limits.MaxUsers is not null);
    }

    private static void CheckRising(IReadOnlyList<RolloutStep> steps, Action<string, string> fail)
    {
        for (var i = 1; i < steps.Count; i++)
        {
            if (steps[i].Weight <= steps[i - 1].Weight)
            {
                fail($"[{i}].weight", $"must be more than the {steps[i - 1].Weight} of the step before, but is {steps[i].Weight}.");
            }
        }
    }

    private static void CheckDuration(RolloutPlan plan, TimeSpan maxDuration, Action<string, string> fail)
    {
        // Holds that are out of range themselves may sum to more than a TimeSpan can be.
        var holds = plan.Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + TimeSpan.FromTicks(Math.Clamp(step.Hold.Ticks, 0, Year.Ticks)));
        if (plan.Steps.Count <= RolloutPlan.MaxSteps && maxDuration <= holds)
        {
            fail("", $"must be longer than the holds of all steps, which sum to {Duration.Format(TimeSpan.FromMilliseconds((long)holds.TotalMilliseconds))}, but is {Duration.Format(TimeSpan.FromMilliseconds((long)maxDuration.TotalMilliseconds))}.");
        }
    }
}

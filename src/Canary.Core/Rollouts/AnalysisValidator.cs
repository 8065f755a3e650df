using Canary.Core.Services;
using FluentValidation;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of an analysis.</summary>
internal sealed class AnalysisValidator : AbstractValidator<AnalysisConfig>
{
    private static readonly Func<double, string?> Tolerance = Ranges.Between(1d, 100d);

    public AnalysisValidator()
    {
        RuleFor(a => a.FalseAlarmRate).At("falseAlarmRate").Check(Ranges.Between(0.000001, 0.5));
        RuleFor(a => a.ErrorTolerance!.Value).At("errors.tolerance").Check(Tolerance).When(a => a.ErrorTolerance is not null);
        RuleFor(a => a.LatencyTolerance!.Value).At("latency.tolerance").Check(Tolerance).When(a => a.LatencyTolerance is not null);
        RuleFor(a => a.ComparisonTolerance!.Value).At("comparison.tolerance").Check(Ranges.Between(0.0001, 0.5)).When(a => a.ComparisonTolerance is not null);
        RuleFor(a => a.MinRequests).At("minRequests").Check(Ranges.Between(0, 1_000_000_000));
        RuleFor(a => a).At("errors").Check(a => a.ErrorTolerance is null && a.LatencyTolerance is null && a.ComparisonTolerance is null && a.Checks.Count == 0
            ? "and latency must not both be null where there are no checks, as nothing would be judged; leave analysis out instead."
            : null);
        RuleFor(a => a.Checks).At("checks").CheckEach(AnalysisChecks.Check);
    }
}

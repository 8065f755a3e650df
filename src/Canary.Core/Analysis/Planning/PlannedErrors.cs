namespace Canary.Core.Analysis.Planning;

/// <summary>The check of errors.</summary>
/// <param name="tolerance">How many times the baseline's are acceptable.</param>
/// <param name="traffic">The traffic.</param>
internal sealed class PlannedErrors(double tolerance, PlannedTraffic traffic) : PlannedCheck("the errors", tolerance)
{
    /// <inheritdoc/>
    public override string? Unknown => traffic.ErrorRate > 0
        ? null
        : "The baseline is not known to have errors, so there is no number that some times as many could be foretold from.";

    /// <inheritdoc/>
    public override IReadOnlyList<EventChance> Chances(double share, double worse) =>
        [EventChance.Of(share, Math.Min(1, traffic.ErrorRate * worse), traffic.ErrorRate)];

    /// <inheritdoc/>
    public override IReadOnlyList<EventChance> Decisive(double share) => Chances(share, 1);

    /// <inheritdoc/>
    public override string Tolerates(double worse) => $"{AnalysisText.Times(worse)} the errors are within the tolerance of {AnalysisText.Times(Tolerance)}.";
}

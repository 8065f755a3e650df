namespace Canary.Core.Analysis.Planning;

/// <summary>The check of durations: at each edge, how many are slower.</summary>
/// <param name="tolerance">How many times the baseline's share of slow requests is acceptable.</param>
/// <param name="traffic">The traffic.</param>
internal sealed class PlannedLatency(double tolerance, PlannedTraffic traffic) : PlannedCheck("the durations", tolerance)
{
    /// <inheritdoc/>
    public override string? Unknown => traffic.Durations is null ? "How long the baseline takes is not known: no request was measured." : null;

    /// <inheritdoc/>
    public override IReadOnlyList<EventChance> Chances(double share, double worse)
    {
        var durations = traffic.Durations!;
        return [.. durations.SlowRates.Select((slow, edge) => EventChance.Of(share, durations.SlowerThan(edge, worse), slow))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EventChance> Decisive(double share) =>
        [.. traffic.Durations!.SlowRates.Where(slow => slow is >= WeighedCheck.LeastSlow and <= WeighedCheck.MostSlow).Select(slow => EventChance.Of(share, slow, slow))];

    /// <inheritdoc/>
    public override string Tolerates(double worse) =>
        $"{AnalysisText.Times(worse)} the durations make the requests above no edge more than {AnalysisText.Times(Tolerance)} as many, as the histogram tells.";
}

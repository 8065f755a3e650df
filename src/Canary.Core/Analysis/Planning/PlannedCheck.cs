namespace Canary.Core.Analysis.Planning;

/// <summary>A check of the gateway's own counts: what a canary that is some times worse would do in it.</summary>
/// <param name="what">What is some times worse, as <c>the errors</c>.</param>
/// <param name="tolerance">How many times the baseline's rate is acceptable.</param>
/// <param name="unknown">Why nothing is known of it, in one sentence; null where something is.</param>
/// <param name="rates">The rates of canary and baseline for each kind of event, by how many times worse the canary is.</param>
internal sealed class PlannedCheck(string what, double tolerance, string? unknown, Func<double, IReadOnlyList<(double Canary, double Baseline)>> rates)
{
    /// <summary>What is some times worse, as <c>the errors</c>.</summary>
    public string What => what;

    /// <summary>How many times the baseline's rate is acceptable.</summary>
    public double Tolerance => tolerance;

    /// <summary>Why nothing is known of it, in one sentence; null where something is.</summary>
    public string? Unknown => unknown;

    /// <summary>The evidence that the canary is worse.</summary>
    public EvidenceGrid Grid { get; } = EvidenceGrid.Above(tolerance);

    /// <summary>Errors.</summary>
    /// <param name="tolerance">How many times the baseline's are acceptable.</param>
    /// <param name="traffic">The traffic.</param>
    public static PlannedCheck Errors(double tolerance, PlannedTraffic traffic) => new(
        "the errors",
        tolerance,
        traffic.ErrorRate > 0 ? null : "The baseline is not known to have errors, so there is no number that some times as many could be foretold from.",
        worse => [(Math.Min(1, traffic.ErrorRate * worse), traffic.ErrorRate)]);

    /// <summary>Durations: at each edge, how many are slower.</summary>
    /// <inheritdoc cref="Errors"/>
    public static PlannedCheck Latency(double tolerance, PlannedTraffic traffic) => new(
        "the durations",
        tolerance,
        traffic.Durations is not null ? null : "How long the baseline takes is not known: no request was measured.",
        worse => [.. Enumerable.Range(0, LatencyEdges.All.Count).Select(edge => (traffic.Durations!.SlowerThan(edge, worse), traffic.Durations.SlowRates[edge]))]);

    /// <summary>How likely a request is an event, for each kind.</summary>
    public IReadOnlyList<EventChance> Chances(double share, double worse) => [.. rates(worse).Select(rate => EventChance.Of(share, rate.Canary, rate.Baseline))];
}

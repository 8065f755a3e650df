using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Telemetry;

/// <summary>What checks of rollouts say, as metrics, on the gateway that leads; <c>check="all"</c> is all of them together.</summary>
internal sealed class CheckMetrics
{
    private const string All = "all";

    private static readonly VerdictKind[] Verdicts = Enum.GetValues<VerdictKind>();
    private static readonly string[] VerdictNames = [.. Verdicts.Select(verdict => verdict.ToString())];

    private readonly Func<IReadOnlyDictionary<string, Judgement>> _current;

    /// <summary>Metrics of what is judged.</summary>
    /// <param name="current">The last judgements, by service; none where this gateway does not lead.</param>
    public CheckMetrics(Func<IReadOnlyDictionary<string, Judgement>> current)
    {
        _current = current;
        Families =
        [
            new("canary_check_verdict", MetricType.Gauge, "1 on the verdict of a rollout's check, 0 on the others; all: of all checks together.", ["service", "check", "verdict"], ReadVerdicts),
            new("canary_check_evidence_log10", MetricType.Gauge, "Evidence that the rollout's variant is worse, as a power of 10.", ["service", "check"], () => Read(check => check.EvidenceLog10)),
            new("canary_check_threshold_log10", MetricType.Gauge, "The evidence at which the check alone is a Fail, as a power of 10.", ["service", "check"], () => Read(check => check.ThresholdLog10)),
        ];
    }

    /// <summary>All values as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    private IEnumerable<Sample> ReadVerdicts() =>
        from check in Checks()
        from verdict in Verdicts
        select new Sample(check.Check.Verdict.Kind == verdict ? 1 : 0, check.Service, check.Check.Name, VerdictNames[(int)verdict]);

    private IEnumerable<Sample> Read(Func<CheckResult, double?> value) =>
        from check in Checks()
        where value(check.Check) is not null
        select new Sample(value(check.Check)!.Value, check.Service, check.Check.Name);

    private IEnumerable<(string Service, CheckResult Check)> Checks() =>
        from judgement in _current().OrderBy(judgement => judgement.Key, StringComparer.Ordinal)
        from check in judgement.Value.Checks.Append(new CheckResult(All, judgement.Value.Verdict)
        {
            EvidenceLog10 = judgement.Value.EvidenceLog10,
            ThresholdLog10 = judgement.Value.ThresholdLog10,
        })
        select (judgement.Key, check);
}

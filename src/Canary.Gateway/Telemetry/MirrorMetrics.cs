using Canary.Core.Comparison;

namespace Canary.Gateway.Telemetry;

/// <summary>Counts the copies of a service's requests, and how their answers compared. Methods take no lock and allocate nothing.</summary>
/// <param name="service">The service's name.</param>
/// <param name="variant">The variant that gets the copies.</param>
internal sealed class MirrorMetrics(string service, string variant)
{
    private static readonly string[] Results = ["sent", "failed", "timeout", "dropped", "too_large", "cancelled"];
    private static readonly string[] Comparisons = ["same", "different", "noise_only", "incomplete"];

    private readonly StripedCells _cells = new(Results.Length + Comparisons.Length);

    /// <summary>The service's name.</summary>
    public string Service => service;

    /// <summary>The variant that gets the copies.</summary>
    public string Variant => variant;

    /// <summary>Metric families over all mirrors.</summary>
    /// <param name="mirrors">Reads the counters, in a stable order, and whether answers are compared.</param>
    public static IReadOnlyList<MetricFamily> Families(Func<IReadOnlyList<(MirrorMetrics Metrics, bool Compares)>> mirrors) =>
    [
        new("canary_mirrored_total", MetricType.Counter, "Copies of requests to a variant whose answers no client sees, by what became of them.",
            ["service", "variant", "result"], () => Read(mirrors().Select(mirror => mirror.Metrics), Results, 0)),
        new("canary_comparisons_total", MetricType.Counter, "Answers to copies that were compared with those to the requests themselves, by what was found.",
            ["service", "variant", "result"], () => Read(mirrors().Where(mirror => mirror.Compares).Select(mirror => mirror.Metrics), Comparisons, Results.Length)),
    ];

    /// <summary>A copy ended, or was not made.</summary>
    public void Mirrored(MirrorResult result) => Interlocked.Increment(ref _cells.CurrentStripe()[(int)result]);

    /// <summary>Answers were compared.</summary>
    public void Compared(ComparisonResult result) => Interlocked.Increment(ref _cells.CurrentStripe()[Results.Length + (int)result]);

    /// <summary>How many copies ended so.</summary>
    public long CountOf(MirrorResult result) => _cells.Sum((int)result);

    /// <summary>How many comparisons found this.</summary>
    public long CountOf(ComparisonResult result) => _cells.Sum(Results.Length + (int)result);

    /// <summary>How many copies ended in each way.</summary>
    public IEnumerable<(string Result, long Count)> Mirrored() => Results.Select((result, i) => (result, _cells.Sum(i)));

    /// <summary>How many comparisons found each.</summary>
    public IEnumerable<(string Result, long Count)> Compared() => Comparisons.Select((result, i) => (result, _cells.Sum(Results.Length + i)));

    private static IEnumerable<Sample> Read(IEnumerable<MirrorMetrics> mirrors, string[] labels, int first)
    {
        foreach (var mirror in mirrors)
        {
            for (var i = 0; i < labels.Length; i++)
            {
                yield return new Sample(mirror._cells.Sum(first + i), mirror.Service, mirror.Variant, labels[i]);
            }
        }
    }
}

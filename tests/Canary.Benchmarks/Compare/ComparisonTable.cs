using System.Globalization;
using System.Text;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>The results of one scenario as a Markdown table.</summary>
internal static class ComparisonTable
{
    private static readonly Column[] Columns =
    [
        new("req/s", "N0", m => m.Load.Requests / m.Load.Seconds),
        new("p50 ms", "0.00", m => m.Load.P50),
        new("p99 ms", "0.00", m => m.Load.P99),
        new("p99.9 ms", "0.00", m => m.Load.P999),
        new("CPU µs/req", "0.0", m => m.CpuMicroseconds),
        new("bytes/req", "N0", m => m.AllocatedBytes),
        new("RSS MB", "0", m => m.ResidentBytes / 1048576.0),
    ];

    private static readonly RatioColumn[] Ratios =
    [
        new("CPU", "yarp", m => m.CpuMicroseconds),
        new("CPU", "nginx", m => m.CpuMicroseconds),
        new("req/s", "yarp", m => m.Load.Requests / m.Load.Seconds),
        new("p99", "yarp", m => m.Load.P99),
        new("bytes", "yarp", m => m.AllocatedBytes),
    ];

    /// <summary>Formats it. Ratios are taken within each round, then their median.</summary>
    /// <param name="scenario">What was sent.</param>
    /// <param name="subjects">Who was measured, in the order of the rows.</param>
    /// <param name="results">By subject, one for each round.</param>
    /// <param name="others">The share of the machine that others used meanwhile.</param>
    public static string Format(Scenario scenario, IReadOnlyList<Subject> subjects, Dictionary<string, List<Measurement>> results, double others)
    {
        var ratios = Ratios.Where(r => results.ContainsKey(r.Reference)).ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {scenario.Name}: {scenario.Title}").AppendLine();
        string[] heads = ["subject", .. Columns.Select(c => c.Head), .. ratios.Select(r => $"{r.Head} ÷ {r.Reference}")];
        text.AppendLine($"| {string.Join(" | ", heads)} |").AppendLine($"|{string.Concat(heads.Select((_, i) => i == 0 ? "---|" : "--:|"))}");
        foreach (var subject in subjects)
        {
            var own = results[subject.Name];
            string[] cells =
            [
                subject.Name,
                .. Columns.Select(c => Cell(own.Select(c.Read), c.Format)),
                .. ratios.Select(r => Cell(own.Zip(results[r.Reference], (a, b) => r.Read(a) / r.Read(b)), "0.00")),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most) of {results.Values.First().Count} interleaved rounds; others used {others:P0} of the machine meanwhile.");
        foreach (var (name, errors) in results.Select(r => (r.Key, r.Value.Sum(m => m.Load.Errors))).Where(r => r.Item2 > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"**{errors} failed requests of {name}: its row does not count.**");
        }

        return text.ToString();
    }

    private static string Cell(IEnumerable<double?> values, string format)
    {
        var known = values.OfType<double>().ToList();
        return known.Count == 0 ? "" : Spread.Of(known).Format(format);
    }

    private sealed record Column(string Head, string Format, Func<Measurement, double?> Read);

    private sealed record RatioColumn(string Head, string Reference, Func<Measurement, double?> Read);
}

using System.Globalization;
using System.Text;
using Canary.Benchmarks.Compare;

namespace Canary.Benchmarks.Idle;

/// <summary>The results of <c>idle</c> as a Markdown table.</summary>
internal sealed class IdleTable
{
    /// <summary>The gateway's name.</summary>
    public const string Gateway = "gateway";

    private const string StockYarp = "yarp";
    private readonly Dictionary<(string Kind, string Subject), List<ConnectionCost>> _costs = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Who is measured, in the order of the rows.</summary>
    public static IReadOnlyList<string> Subjects { get; } = [Gateway, StockYarp];

    /// <summary>Keeps a measurement.</summary>
    public void Add(string kind, int count, string subject, ConnectionCost cost)
    {
        _counts[kind] = count;
        (_costs.TryGetValue((kind, subject), out var costs) ? costs : _costs[(kind, subject)] = []).Add(cost);
    }

    /// <summary>Formats them. Ratios are taken within each round, then their median.</summary>
    public string Format(int rounds, double others)
    {
        var text = new StringBuilder();
        text.AppendLine("### idle: memory of a connection on which nothing happens").AppendLine();
        text.AppendLine("| open | subject | KB in RAM each | … after a full collection | managed KB each | RAM ÷ yarp | … after | managed ÷ yarp |");
        text.AppendLine("|---|---|--:|--:|--:|--:|--:|--:|");
        foreach (var (kind, count) in _counts)
        {
            foreach (var subject in Subjects)
            {
                var (own, stock) = (_costs[(kind, subject)], _costs[(kind, StockYarp)]);
                Func<ConnectionCost, double>[] reads = [c => c.ResidentBytes, c => c.CollectedResidentBytes, c => c.HeapBytes];
                string[] cells =
                [
                    string.Create(CultureInfo.InvariantCulture, $"{count:N0} {kind}"), subject,
                    .. reads.Select(read => Spread.Of(own.Select(c => read(c) / 1024)).Format("0.0")),
                    .. reads.Select(read => Spread.Of(own.Zip(stock, (a, b) => read(a) / read(b))).Format("0.00")),
                ];
                text.AppendLine($"| {string.Join(" | ", cells)} |");
            }
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most) of {rounds} interleaved rounds, a new process in each; others used {others:P0} of the machine meanwhile.");
        return text.ToString();
    }
}

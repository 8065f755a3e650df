using System.Globalization;
using System.Text;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Disturbed;

/// <summary>The results of <c>disturbed</c> as a Markdown table.</summary>
internal sealed class DisturbedTable(DisturbedOptions options, IReadOnlyList<Subject> subjects)
{
    private readonly Dictionary<(string Subject, string Name), List<DisturbedRun>> _runs = [];

    /// <summary>Keeps a measurement, where its round is not the one before the first.</summary>
    public async Task AddAsync(Subject subject, string name, int round, DisturbedRun run)
    {
        if (round == 0)
        {
            return;
        }

        if (!_runs.TryGetValue((subject.Name, name), out var runs))
        {
            _runs[(subject.Name, name)] = runs = [];
        }

        runs.Add(run);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"disturbed, round {round} of {options.Rounds}: {name}, {subject.Name} p99 {run.Load.P99:0.00} ms, {run.CpuShare:P0} of its core"));
    }

    /// <summary>Formats them. Ratios are taken within each round, then their median.</summary>
    /// <param name="others">The share of the machine that others used meanwhile.</param>
    public string Format(double others)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### disturbed: {options.Rate:N0} honest requests per second, quiet and while others do harm").AppendLine();
        foreach (var disturbance in Disturbance.All.Where(d => options.Disturbances.Any(name => DisturbedCommand.Find(name).Contains(d))))
        {
            text.AppendLine($"- **{disturbance.Name}**: {disturbance.Title}.");
        }

        foreach (var several in new[] { DisturbedCommand.AllAtOnce, DisturbedCommand.Attacks }.Where(options.Disturbances.Contains))
        {
            text.AppendLine($"- **{several}**: {string.Join(", ", DisturbedCommand.Find(several).Select(d => d.Name))} at once.");
        }

        text.AppendLine().AppendLine("| meanwhile | subject | p50 ms | p99 ms | p99.9 ms | p50 ÷ quiet | p99 ÷ quiet | p99.9 ÷ quiet | of its core | still works after s | done per second |");
        text.AppendLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        foreach (var name in options.Disturbances.Prepend(DisturbedCommand.Quiet))
        {
            foreach (var subject in subjects)
            {
                text.AppendLine(Row(name, subject.Name));
            }
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Median (least–most) of {options.Rounds} interleaved rounds; each subject on one core; others used {others:P0} of the machine meanwhile.");
        foreach (var (key, runs) in _runs.Where(pair => pair.Value.Sum(run => run.Load.Errors) > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"**{runs.Sum(run => run.Load.Errors)} failed requests of {key.Subject} during {key.Name}.**");
        }

        return text.ToString();
    }

    private string Row(string name, string subject)
    {
        var runs = _runs[(subject, name)];
        var quiet = _runs[(subject, DisturbedCommand.Quiet)];
        string Cell(Func<DisturbedRun, double> read, string format) => Spread.Of(runs.Select(read)).Format(format);
        string Ratio(Func<DisturbedRun, double> read) => Spread.Of(runs.Zip(quiet, (a, b) => read(a) / read(b))).Format("0.00");
        var done = DisturbedCommand.Find(name)
            .Select((disturbance, i) => (disturbance.Unit, PerSecond: Spread.Of(runs.Select(run => run.DonePerSecond[i])).Median))
            .Where(d => d.PerSecond > 0)
            .Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.PerSecond:0.#} {d.Unit}"));
        string[] cells =
        [
            name, subject,
            Cell(run => run.Load.P50, "0.00"), Cell(run => run.Load.P99, "0.00"), Cell(run => run.Load.P999, "0.00"),
            Ratio(run => run.Load.P50), Ratio(run => run.Load.P99), Ratio(run => run.Load.P999),
            Cell(run => run.CpuShare, "P0"), name == DisturbedCommand.Quiet ? "" : Cell(run => run.QuietAfter, "0.0"), string.Join(", ", done),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }
}

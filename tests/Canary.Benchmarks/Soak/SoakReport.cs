using System.Globalization;
using System.Text;

namespace Canary.Benchmarks.Soak;

/// <summary>What a run was, and what came of it, as Markdown.</summary>
internal sealed record SoakReport(
    SoakOptions Options,
    SoakClock Clock,
    TimeSpan Took,
    IReadOnlyCollection<SoakAnswer> Answers,
    IReadOnlyList<SoakWrite> Writes,
    IReadOnlyDictionary<string, int> Faults,
    IReadOnlyDictionary<string, int> Misbehaved,
    SoakLogs Logs,
    SoakJudge Judge,
    SoakMemory Memory)
{
    private const int MostShown = 50;

    /// <summary>The text.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"### soak: {Took.TotalMinutes:0.0} min from {Clock.Began:yyyy-MM-dd HH:mm:ss.fff}, {Faults.Values.Sum()} faults, seed {Options.Seed}");
        text.AppendLine();
        Line($"| | |");
        Line($"|---|---|");
        Line($"| requests | {Answers.Count:N0} sent, {Answers.Count(answer => answer.Problem is null):N0} answered as promised, {Judge.DiedWithTheirGateway} died with the gateway that had them, {Answers.Count(answer => answer.Problem is not null) - Judge.DiedWithTheirGateway} lost |");
        foreach (var service in Answers.GroupBy(answer => (answer.Service, answer.Variant ?? "none")).OrderBy(group => group.Key))
        {
            Line($"| answered for {service.Key.Service} by {service.Key.Item2} | {service.Count():N0} |");
        }

        Line($"| answers while the canary had no weight | {Judge.AnswersWithoutWeight:N0} |");
        Line($"| changes asked for | {Writes.Count}: {Writes.Count(write => write.Accepted)} accepted, {Writes.Count(write => !write.Accepted && !write.Unknown)} refused, {Writes.Count(write => write.Status >= 500)} told that the store is away, {Writes.Count(write => write.Status == 0)} without an answer |");
        Line($"| decisions in logs | {Logs.Decisions.Count}, by {string.Join(", ", Logs.Decisions.GroupBy(decision => decision.Gateway).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"))} |");
        Line($"| leases | {Logs.Leases.Count} |");
        foreach (var (name, count) in Faults.Concat(Misbehaved.OrderBy(pair => pair.Key)))
        {
            Line($"| {name} | {count} |");
        }

        var (before, after) = (Memory.MedianOf(0.15, 0.3), Memory.MedianOf(0.9, 1));
        Line($"| memory of the gateway that was never restarted | {before / 1e6:0} MB after a warm-up of 15 %, {after / 1e6:0} MB at the end ({100.0 * (after - before) / before:+0.0;-0.0} %) |");
        foreach (var (said, count) in Logs.Errors)
        {
            Line($"| errors logged: {said} | {count} |");
        }

        Line($"| violations | {Judge.Violations.Count} |");
        text.AppendLine();
        foreach (var violation in Judge.Violations.Take(MostShown))
        {
            Line($"- {violation}");
        }

        if (Judge.Violations.Count > MostShown)
        {
            Line($"- and {Judge.Violations.Count - MostShown} more");
        }

        return text.ToString();
    }
}

using System.Globalization;
using System.Text;
using Canary.TestKit.Battery;

namespace Canary.Benchmarks.Battery;

/// <summary>Writes the results as Markdown.</summary>
internal static class BatteryReport
{
    /// <summary>What the gateway is called in it.</summary>
    public const string Gateway = "gateway";

    private static readonly (string Title, IReadOnlyList<BatteryCase> Cases)[] Parts =
    [
        ("Requests over HTTP/1.1", BatteryCases.Requests),
        ("Requests over HTTP/2", BatteryCases.Http2Requests),
        ("Backends over HTTP/1.1", BatteryCases.Backends),
        ("Backends over HTTP/2", BatteryCases.Http2Backends),
    ];

    /// <summary>The whole page.</summary>
    /// <param name="results">Of each proxy, the gateway first.</param>
    /// <param name="versions">Which versions of the others.</param>
    public static string Write(IReadOnlyList<SubjectResults> results, string versions)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # The battery

            {BatteryCases.All.Count} things that clients and backends do to a proxy, byte by byte and frame by frame, and what came of them at three proxies. Written by

            ```sh
            dotnet run --project tests/Canary.Benchmarks -c Release -- battery
            ```

            The cases are data that knows nothing of who is tested (`tests/Canary.TestKit/Battery`): bytes, what is wanted, and where that is said. The same run, the same backends, and the same limits
            for all; the others ({versions}) are set up as edge proxies are (`tests/Canary.Benchmarks/Battery`). Where an RFC allows several answers, all of them are as wanted here, also where the suite holds the gateway to the stricter one. After each case an honest request follows
            on the same connection, or on another where that was closed: whatever a case leaves behind shows in its answer. The suite runs the same cases against the gateway alone.

            ## As wanted

            | | cases |{string.Concat(results.Select(r => $" {r.Name} |"))}
            |---|---|{string.Concat(results.Select(_ => "---|"))}

            """);
        foreach (var (title, cases) in Parts)
        {
            Row(text, $"**{title}**", cases, results);
            foreach (var group in cases.GroupBy(c => c.Class))
            {
                Row(text, group.Key, [.. group], results);
            }
        }

        Row(text, "**all**", BatteryCases.All, results);
        text.Append("\n\"–\": the proxy does no such thing at all, as nginx speaks no HTTP/2 to backends; such cases do not count against it.\n\n");
        WriteExceptions(text);
        WriteDifferences(text, results);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string title, IReadOnlyList<BatteryCase> cases, IReadOnlyList<SubjectResults> results)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {title} | {cases.Count} |");
        foreach (var subject in results)
        {
            var (asWanted, able) = subject.Count(cases);
            text.Append(CultureInfo.InvariantCulture, $" {(able == 0 ? "–" : able == cases.Count ? $"{asWanted}" : $"{asWanted} of {able}")} |");
        }

        text.Append('\n');
    }

    private static void WriteExceptions(StringBuilder text)
    {
        text.Append("## Exceptions of the gateway\n\n| case | why | what protects instead |\n|---|---|---|\n");
        foreach (var exception in BatteryExceptions.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {exception.Case} | {exception.Reason} | {exception.Remedy} |\n");
        }
    }

    private static void WriteDifferences(StringBuilder text, IReadOnlyList<SubjectResults> results)
    {
        text.Append("\n## Cases that did not end as wanted\n\n| case | said in | wanted | seen |\n|---|---|---|---|\n");
        foreach (var next in BatteryCases.All)
        {
            var others = results.Where(subject => subject.Of(next) == Outcome.Unwanted).ToList();
            if (others.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {next} | {next.Source} | {Cell(next.Wanted.ToString())} | {string.Join("<br>", others.Select(s => $"{s.Name}: {Cell(s.Seen(next))}"))} |\n");
            }
        }
    }

    private static string Cell(string text) =>
        string.Concat(text.Select(c => c == '|' ? "\\|" : char.IsControl(c) ? $"\\x{(int)c:x2}" : c == '<' ? "&lt;" : c.ToString()));
}

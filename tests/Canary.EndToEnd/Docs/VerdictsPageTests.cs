using System.Globalization;
using System.Text.RegularExpressions;
using Canary.Core.Analysis;

namespace Canary.EndToEnd.Docs;

/// <summary>The example on the page about verdicts has the numbers of the formula that is in force.</summary>
public sealed partial class VerdictsPageTests
{
    private const double Tolerance = 1.25;
    private const double Share = 0.1;

    [Fact]
    public void The_evidence_in_the_example_is_what_the_gateway_makes_of_these_errors()
    {
        var rows = MarkdownPage.Read(Path.Combine("docs", "verdicts.md")).Section("## In plain words").Select(line => Row().Match(line)).Where(row => row.Success).ToList();
        rows.Count.ShouldBeGreaterThan(3);
        foreach (var row in rows)
        {
            var (all, canary, said) = (Number(row, "all"), Number(row, "canary"), Number(row, "evidence"));
            var evidence = Math.Exp(EvidenceGrid.Above(Tolerance).LogEvidence([new EventCounts(Share, (long)canary, (long)(all - canary))]));
            evidence.ShouldBe(said, said < 10 ? 0.05 : 0.5, row.Value);
        }
    }

    private static double Number(Match row, string group) => double.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| (?<all>\d+) \| (?<canary>\d+) \| (?<evidence>[\d.]+) to 1 \|$")]
    private static partial Regex Row();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Canary.Gateway.Tests.Telemetry;

/// <summary>Reads an exposition page back, and fails on whatever the formats do not allow.</summary>
internal sealed partial class ExpositionPage
{
    private const string HistogramParts = "_bucket _sum _count";

    private readonly HashSet<string> _families = [];
    private string _family = "";
    private string _type = "";

    private ExpositionPage(bool openMetrics) => OpenMetrics = openMetrics;

    /// <summary>Values by series, as they are written.</summary>
    public Dictionary<string, double> Series { get; } = [];

    private bool OpenMetrics { get; }

    /// <summary>Reads a whole page.</summary>
    public static ExpositionPage Parse(string page, bool openMetrics)
    {
        page.ShouldEndWith(openMetrics ? "\n# EOF\n" : "\n");
        var parsed = new ExpositionPage(openMetrics);
        var lines = page.Split('\n')[..^1];
        foreach (var line in openMetrics ? lines[..^1] : lines)
        {
            parsed.Add(line);
        }

        return parsed;
    }

    private void Add(string line)
    {
        if (line.StartsWith('#'))
        {
            AddComment(line);
            return;
        }

        var sample = SamplePattern().Match(line);
        sample.Success.ShouldBeTrue(line);
        var suffix = sample.Groups["name"].Value;
        suffix.ShouldStartWith(_family, Case.Sensitive, line);
        AllowedSuffixes().ShouldContain(suffix[_family.Length..], line);
        Series.Add(line[..line.LastIndexOf(' ')], ValueOf(sample.Groups["value"].Value));
    }

    private void AddComment(string line)
    {
        var comment = CommentPattern().Match(line);
        comment.Success.ShouldBeTrue(line);
        var name = comment.Groups["name"].Value;
        switch (comment.Groups["keyword"].Value)
        {
            case "HELP":
                _families.Add(name).ShouldBeTrue($"A family in two places: {line}");
                (_family, _type) = (name, "");
                break;
            case "TYPE":
                (name, _type).ShouldBe((_family, ""), line);
                _type = comment.Groups["text"].Value;
                break;
            default:
                OpenMetrics.ShouldBeTrue(line);
                name.ShouldBe(_family, line);
                name.ShouldEndWith("_" + comment.Groups["text"].Value, Case.Sensitive, line);
                break;
        }
    }

    private string[] AllowedSuffixes() => _type switch
    {
        "histogram" => HistogramParts.Split(' '),
        "counter" when OpenMetrics => ["_total"],
        "info" when OpenMetrics => ["_info"],
        "counter" or "gauge" => [""],
        _ => throw new InvalidOperationException($"No such type: {_type}"),
    };

    private static double ValueOf(string value) => value switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^# (?<keyword>HELP|TYPE|UNIT) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$""")]
    private static partial Regex CommentPattern();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*"(,(?=[a-z])|(?=\})))+\})? (?<value>[+-]Inf|NaN|-?[0-9.]+(E[+-][0-9]+)?)$""")]
    private static partial Regex SamplePattern();
}

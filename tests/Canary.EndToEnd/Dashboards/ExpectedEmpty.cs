using System.Text.RegularExpressions;

namespace Canary.EndToEnd.Dashboards;

/// <summary>The metrics that dashboards and rules ask for and that the gateway does not export yet, each with the reason.</summary>
internal static partial class ExpectedEmpty
{
    private const string NotTold = "is not measured yet";

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["canary_upstream_duration_seconds_sum"] = NotTold,
    };

    /// <summary>Why a query has no data, or null where it has to have some.</summary>
    public static string? ReasonOf(string expression) =>
        MetricNames(expression).Select(name => Reasons.GetValueOrDefault(name)).FirstOrDefault(reason => reason is not null);

    /// <summary>The names of ours, the process and the runtime that an expression selects.</summary>
    public static IReadOnlyList<string> MetricNames(string expression) => [.. MetricName().Matches(expression).Select(match => match.Value).Distinct()];

    [GeneratedRegex(@"(?<![\w:""$])(canary|process|dotnet)[_:][\w:]+|(?<![\w:""$])up(?=\{)")]
    private static partial Regex MetricName();
}

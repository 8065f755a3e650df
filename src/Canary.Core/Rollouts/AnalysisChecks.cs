using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of the checks of an analysis whose source is outside.</summary>
internal static class AnalysisChecks
{
    private const int MaxQuery = 2_000;

    private static readonly string[] Own = ["errors", "latency", "comparison", "sample-ratio"];

    private static readonly Func<TimeSpan, string?> Interval = Ranges.Between(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

    private static readonly Func<double, string?> Factor = Ranges.Between(1d, 100d);

    /// <summary>Checks all of them.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="fail">Told the path below <c>checks</c>, and what is wrong there.</param>
    public static void Check(IReadOnlyList<CheckConfig> checks, Action<string, string> fail)
    {
        if (Ranges.CountProblem(checks.Count, 0, AnalysisConfig.MaxChecks, "checks") is { } tooMany)
        {
            fail("", tooMany);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < checks.Count; i++)
        {
            var check = checks[i];
            var source = $"[{i}].{(check is CheckConfig.Webhook ? "webhook" : "prometheus")}";
            Tell($"[{i}].name", NameProblem(check.Name) ?? (seen.Add(check.Name) ? null : $"is {Quoted.Text(check.Name)}, which another check has already; each must have its own."));
            Tell($"{source}.url", BackendAddress.UrlProblem(check.Url));
            Tell($"{source}.interval", Interval(check.Interval));
            if (check is CheckConfig.Counter counter)
            {
                Tell($"{source}.query", QueryProblem(counter.Query, wantsVariant: true));
                Tell($"{source}.total", counter.Total is null ? null : QueryProblem(counter.Total, wantsVariant: true));
                Tell($"{source}.tolerance", Factor(counter.Tolerance));
            }
            else if (check is CheckConfig.Ratio ratio)
            {
                Tell($"{source}.ratio.query", QueryProblem(ratio.Query, wantsVariant: false));
                Tell($"{source}.ratio.max", Factor(ratio.Max));
            }
        }

        void Tell(string path, string? problem)
        {
            if (problem is not null)
            {
                fail(path, problem);
            }
        }
    }

    private static string? NameProblem(string name) =>
        PlainText.Problem(name, 1, 63)
        ?? (Own.Contains(name, StringComparer.Ordinal) ? $"must not be one of {string.Join(", ", Own)}, which are the gateway's own checks, but is {Quoted.Text(name)}." : null);

    private static string? QueryProblem(string query, bool wantsVariant)
    {
        // Queries of several lines are common; nothing else that can't be seen is.
        var problem = PlainText.Problem(query.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' '), 1, MaxQuery);
        return problem ?? (query.Contains(CheckConfig.VariantPlace, StringComparison.Ordinal), wantsVariant) switch
        {
            (false, true) => $"must have {CheckConfig.VariantPlace}, where the name of each variant is put, but is {Quoted.Text(query)}.",
            (true, false) => $"must not have {CheckConfig.VariantPlace}, as it gives canary over baseline by itself, but is {Quoted.Text(query)}.",
            _ => null,
        };
    }
}

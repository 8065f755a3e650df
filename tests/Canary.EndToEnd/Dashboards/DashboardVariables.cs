using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Dashboards;

/// <summary>The values of a dashboard's variables, found by their own queries, and put into queries as Grafana does.</summary>
internal sealed partial class DashboardVariables
{
    // What Grafana would take for a scrape every second and a range of a minute.
    private readonly Dictionary<string, string> _values = new() { ["__rate_interval"] = "5s", ["__interval"] = "1s", ["__interval_ms"] = "1000", ["__range"] = "60s" };

    private DashboardVariables()
    {
    }

    /// <summary>Asks for the values of all variables.</summary>
    /// <param name="dashboard">Whose.</param>
    /// <param name="prometheus">Asked.</param>
    /// <param name="choices">What is chosen where a variable has one value, by name; else the first. It must be among those that are found.</param>
    public static async Task<DashboardVariables> ResolveAsync(DashboardFile dashboard, PrometheusServer prometheus, IReadOnlyDictionary<string, string> choices)
    {
        var variables = new DashboardVariables();
        foreach (var (name, query, all) in dashboard.Variables)
        {
            var found = await variables.FindAsync(query, prometheus);
            found.ShouldNotBeEmpty($"{dashboard.Name}, variable '{name}': {query}");
            var chosen = choices.GetValueOrDefault(name, found[0]);
            found.ShouldContain(chosen, $"{dashboard.Name}, variable '{name}'");
            variables._values[name] = all ?? chosen;
        }

        return variables;
    }

    /// <summary>The query with values for variables.</summary>
    public string PutInto(string query) => Reference().Replace(query, match =>
        _values.GetValueOrDefault(match.Groups["name"].Value) ?? throw new InvalidOperationException($"'{match.Value}' is no variable, in: {query}"));

    private async Task<IReadOnlyList<string>> FindAsync(string query, PrometheusServer prometheus)
    {
        var parts = LabelValues().Match(query);
        parts.Success.ShouldBeTrue($"a variable asks for label_values(selector, label), not for {query}");
        var answer = await prometheus.AskAsync($"label/{parts.Groups["label"].Value}/values?match[]={Uri.EscapeDataString(PutInto(parts.Groups["selector"].Value))}");
        return [.. answer.EnumerateArray().Select(value => value.GetString()!)];
    }

    [GeneratedRegex(@"^label_values\((?<selector>.+), (?<label>\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\$(\{(?<name>[a-z_]\w*)(:\w+)?\}|(?<name>[a-z_]\w*))")]
    private static partial Regex Reference();
}

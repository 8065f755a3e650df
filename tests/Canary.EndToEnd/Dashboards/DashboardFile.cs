using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Dashboards;

/// <summary>A dashboard's JSON, read as Grafana reads it: its variables and every query of panels and annotations.</summary>
internal sealed class DashboardFile
{
    private readonly JsonElement _dashboard;

    private DashboardFile(string name, JsonElement dashboard) => (Name, _dashboard) = (name, dashboard);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>The names of all dashboards.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("dashboards"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>The variables that a query fills, in order: name, query, what "All" stands for (null where one value is chosen).</summary>
    public IReadOnlyList<(string Name, string Query, string? All)> Variables =>
    [
        .. _dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()
            .Where(variable => variable.GetProperty("type").GetString() == "query")
            .Select(variable => (
                variable.GetProperty("name").GetString()!,
                variable.GetProperty("query").GetProperty("query").GetString()!,
                variable.GetProperty("includeAll").GetBoolean() ? variable.GetProperty("allValue").GetString() : null)),
    ];

    /// <summary>Every query to Prometheus of a panel or an annotation.</summary>
    public IReadOnlyList<DashboardQuery> Queries =>
    [
        .. _dashboard.GetProperty("panels").EnumerateArray().SelectMany(QueriesOf),
        .. _dashboard.GetProperty("annotations").GetProperty("list").EnumerateArray()
            .Where(annotation => annotation.GetProperty("datasource").GetProperty("type").GetString() == "prometheus")
            .Select(annotation => new DashboardQuery($"{Name}, annotation '{annotation.GetProperty("name").GetString()}'", annotation.GetProperty("target").GetProperty("expr").GetString()!, Instant: false)),
    ];

    /// <summary>Reads the dashboard of this name.</summary>
    public static DashboardFile Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("dashboards", name + ".json")));
        return new DashboardFile(name, document.RootElement.Clone());
    }

    private IEnumerable<DashboardQuery> QueriesOf(JsonElement panel)
    {
        if (panel.GetProperty("type").GetString() == "row")
        {
            return panel.GetProperty("panels").EnumerateArray().SelectMany(QueriesOf);
        }

        return panel.GetProperty("targets").EnumerateArray().Select(target => new DashboardQuery(
            $"{Name}, panel '{panel.GetProperty("title").GetString()}', query {target.GetProperty("refId").GetString()}",
            target.GetProperty("expr").GetString()!,
            target.GetProperty("instant").GetBoolean()));
    }
}

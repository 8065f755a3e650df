using System.Globalization;
using System.Text.Json;

namespace Canary.EndToEnd.Dashboards;

/// <summary>What dashboards and rules ask for is what gateways tell: their files are read, and a real Prometheus is asked.</summary>
public sealed class DashboardQueryTests(ObservedGateways gateways) : IClassFixture<ObservedGateways>
{
    private const int RangeSeconds = 120;

    public static TheoryData<string> Dashboards => [.. DashboardFile.Names];

    [Fact]
    public void There_are_three_dashboards() => DashboardFile.Names.ShouldBe(["fleet", "gateway", "rollout"]);

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_query_of_a_dashboard_returns_data_or_is_expected_to_be_empty(string name)
    {
        await gateways.RollBackAsync();
        var dashboard = DashboardFile.Read(name);
        var variables = await DashboardVariables.ResolveAsync(dashboard, gateways.Prometheus, name == "rollout" ? new Dictionary<string, string> { ["service"] = ObservedGateways.Service } : []);

        var wrong = new List<string>();
        foreach (var query in dashboard.Queries)
        {
            var expression = variables.PutInto(query.Expression);
            var hasData = query.Instant ? await HasValueAsync(expression) : await HasValuesAsync(expression);
            if (Complaint(query.Expression, hasData) is { } complaint)
            {
                wrong.Add($"{query.Place} {complaint}: {expression}");
            }
        }

        dashboard.Queries.ShouldNotBeEmpty();
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_rule_asks_for_what_the_gateways_tell_or_is_expected_to_be_empty()
    {
        var groups = await gateways.Prometheus.AskAsync("rules");
        var rules = groups.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToList();
        rules.ShouldNotBeEmpty();

        var wrong = new List<string>();
        foreach (var rule in rules)
        {
            var (name, expression) = (rule.GetProperty("name").GetString(), rule.GetProperty("query").GetString()!);

            // An alert has data only while it fires: that promtool tests. Here it is enough that what it selects is there.
            var hasData = rule.GetProperty("type").GetString() == "recording"
                ? await HasValuesAsync(expression)
                : await HasAllAsync(ExpectedEmpty.MetricNames(expression));
            if (Complaint(expression, hasData) is { } complaint)
            {
                wrong.Add($"{name} {complaint}: {expression}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static string? Complaint(string expression, bool hasData) => (ExpectedEmpty.ReasonOf(expression), hasData) switch
    {
        (null, false) => "has no data",
        ({ } reason, true) => $"has data now, and should leave the list of expected-empty ('{reason}')",
        _ => null,
    };

    private async Task<bool> HasAllAsync(IEnumerable<string> metrics)
    {
        foreach (var metric in metrics)
        {
            if (!await HasValuesAsync(metric))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> HasValueAsync(string expression)
    {
        var data = await gateways.Prometheus.AskAsync($"query?query={Uri.EscapeDataString(expression)}");
        return data.GetProperty("result").EnumerateArray().Any(series => IsNumber(series.GetProperty("value")));
    }

    private async Task<bool> HasValuesAsync(string expression)
    {
        var time = (await gateways.Prometheus.AskAsync("query?query=time()")).GetProperty("result")[0].GetDouble();
        var range = string.Create(CultureInfo.InvariantCulture, $"start={time - RangeSeconds}&end={time}&step=1");
        var data = await gateways.Prometheus.AskAsync($"query_range?query={Uri.EscapeDataString(expression)}&{range}");
        return data.GetProperty("result").EnumerateArray().Any(series => series.GetProperty("values").EnumerateArray().Any(IsNumber));
    }

    private static bool IsNumber(JsonElement sample) => sample[1].GetString() != "NaN";
}

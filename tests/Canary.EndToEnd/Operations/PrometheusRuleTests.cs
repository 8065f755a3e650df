using System.Text.Json.Nodes;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

public sealed class PrometheusRuleTests
{
    private static readonly string Folder = Repository.PathOf("config", "prometheus");
    private static readonly string TestFolder = Repository.PathOf("tests", "prometheus");

    public static TheoryData<string> TestFiles => [.. Directory.GetFiles(TestFolder, "*.test.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public Task Promtool_takes_the_configuration_and_the_rules_that_it_names() => SucceedsAsync("promtool", "check", "config", Path.Combine(Folder, "prometheus.yaml"));

    [Fact]
    public Task Amtool_takes_the_sample_Alertmanager_configuration() => SucceedsAsync("amtool", "check-config", Path.Combine(Folder, "alertmanager.yaml"));

    [Theory]
    [MemberData(nameof(TestFiles))]
    public Task Alerts_fire_when_they_should_and_stay_silent_when_they_should(string file) => SucceedsAsync("promtool", "test", "rules", Path.Combine(TestFolder, file));

    [Fact]
    public void Every_alert_is_tested_both_ways()
    {
        var tested = Directory.GetFiles(TestFolder, "*.test.yaml").Select(YamlFile.Read)
            .SelectMany(file => Items(file["tests"])).SelectMany(test => Items(test["alert_rule_test"]))
            .Select(test => (Alert: (string)test["alertname"]!, Fires: Items(test["exp_alerts"]).Any())).ToHashSet();
        foreach (var alert in Alerts().Select(NameOf))
        {
            tested.ShouldContain((alert, true), $"{alert} is not seen to fire");
            tested.ShouldContain((alert, false), $"{alert} is not seen to stay silent");
        }
    }

    [Fact]
    public void Every_alert_says_how_urgent_it_is_what_to_do_and_where_to_read_on()
    {
        var anchors = MarkdownAnchors.Of(File.ReadAllText(Repository.PathOf("docs", "operations.md")));
        foreach (var alert in Alerts())
        {
            var name = NameOf(alert);
            ((string?)alert["labels"]?["severity"]).ShouldBeOneOf(["page", "ticket"], name);
            ((string?)alert["annotations"]?["summary"]).ShouldNotBeNullOrEmpty(name);
            ((string?)alert["annotations"]?["description"]).ShouldNotBeNullOrEmpty(name);
            var runbook = ((string?)alert["annotations"]?["runbook"]).ShouldNotBeNull(name);
            runbook.ShouldStartWith("docs/operations.md#");
            anchors.ShouldContain(runbook.Split('#')[1], name);
        }
    }

    [Fact]
    public void Every_alert_is_in_the_table_of_the_operations_page_and_no_other_is()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "operations.md"));
        var listed = page.Split('\n').Where(line => line.StartsWith("| `Canary", StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[1].Split(',').Select(name => (name.Trim(' ', '`'), line.Split('|')[2].Trim())));
        listed.Order().ShouldBe(Alerts().Select(alert => (NameOf(alert), (string)alert["labels"]!["severity"]!)).Order());
    }

    [Fact]
    public void Recording_rules_are_named_for_what_they_record()
    {
        foreach (var rule in Rules("recording-rules.yaml"))
        {
            ((string)rule["record"]!).ShouldMatch("^canary:[a-z_]+:[a-z0-9_]+$");
        }
    }

    private static IReadOnlyList<JsonNode> Alerts() => Rules("alerts.yaml");

    private static string NameOf(JsonNode alert) => (string)alert["alert"]!;

    private static IReadOnlyList<JsonNode> Rules(string file) =>
        [.. Items(YamlFile.Read(Path.Combine(Folder, file))["groups"]).SelectMany(group => Items(group["rules"]))];

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!);

    private static async Task SucceedsAsync(string program, params string[] arguments)
    {
        var (exitCode, text) = await ChildProcess.RunAsync(program, arguments);
        exitCode.ShouldBe(0, text);
    }
}

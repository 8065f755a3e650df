using System.Text.Json.Nodes;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Core.Tests.Rollouts;

/// <summary>Checks of an analysis whose source is outside: what is read, and what bad ones are answered with.</summary>
public sealed class AnalysisChecksTests
{
    private const string Query = "sum(f{v='{{variant}}'})";

    /// <summary>A check, the path below it that is wrong, and a part of the message.</summary>
    public static TheoryData<string, string, string> BadChecks => new()
    {
        { "5", "", "must be an object, but is the number 5" },
        { """{"webhook": {"url": "http://x"}}""", ".name", "is required, but missing" },
        { """{"name": "a"}""", "", "must have exactly one of prometheus, webhook, but has none of them" },
        { """{"name": "a", "webhook": {"url": "http://x"}, "prometheus": {"url": "http://x", "query": "{{variant}}"}}""", "", "but has both" },
        { """{"name": "a", "grafana": {}}""", ".grafana", "is not a known field; allowed here: name, prometheus, webhook" },
        { """{"name": "a", "webhook": {}}""", ".webhook.url", "is required, but missing" },
        { """{"name": "a", "webhook": {"url": "http://x", "query": "x"}}""", ".webhook.query", "allowed here: url, interval" },
        { """{"name": "a", "prometheus": {"url": "http://x"}}""", ".prometheus.query", "is required, but missing" },
        { """{"name": "a", "prometheus": {"query": "{{variant}}"}}""", ".prometheus.url", "is required, but missing" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "{{variant}}", "max": 2}}""", ".prometheus.max", "allowed here: url, query, total, tolerance, ratio, interval" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "{{variant}}", "ratio": {"query": "x", "max": 2}}}""", ".prometheus.query", "must not be there beside ratio" },
        { """{"name": "a", "prometheus": {"url": "http://x", "tolerance": 2, "ratio": {"query": "x", "max": 2}}}""", ".prometheus.tolerance", "must not be there beside ratio" },
        { """{"name": "a", "prometheus": {"url": "http://x", "ratio": {"query": "x"}}}""", ".prometheus.ratio.max", "is required, but missing" },
        { """{"name": "a", "prometheus": {"url": "http://x", "ratio": {"max": 2}}}""", ".prometheus.ratio.query", "is required, but missing" },

        { """{"name": "", "webhook": {"url": "http://x"}}""", ".name", "must have 1 to 63 characters, but has 0" },
        { """{"name": "a\nb", "webhook": {"url": "http://x"}}""", ".name", "must not have control characters" },
        { """{"name": "errors", "webhook": {"url": "http://x"}}""", ".name", "must not be one of errors, latency, comparison, sample-ratio, which are the gateway's own checks, but is 'errors'" },
        { """{"name": "first", "webhook": {"url": "http://x"}}""", ".name", "is 'first', which another check has already; each must have its own" },
        { """{"name": "a", "webhook": {"url": "ftp://x"}}""", ".webhook.url", "but is 'ftp://x': only http and https are allowed" },
        { """{"name": "a", "webhook": {"url": "http://169.254.169.254/"}}""", ".webhook.url", "link-local" },
        { """{"name": "a", "webhook": {"url": "http://x", "interval": "999ms"}}""", ".webhook.interval", "must be from 1s to 1h, but is 999ms" },
        { """{"name": "a", "prometheus": {"url": "http://user:pw@x", "query": "{{variant}}"}}""", ".prometheus.url", "it must not have user info" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "{{variant}}", "interval": "61m"}}""", ".prometheus.interval", "must be from 1s to 1h, but is 61m" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": ""}}""", ".prometheus.query", "must have 1 to 2000 characters, but has 0" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "sum(f)"}}""", ".prometheus.query", "must have {{variant}}, where the name of each variant is put, but is 'sum(f)'" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "{{variant}}", "total": "sum(f)"}}""", ".prometheus.total", "must have {{variant}}" },
        { """{"name": "a", "prometheus": {"url": "http://x", "query": "{{variant}}", "tolerance": 0.9}}""", ".prometheus.tolerance", "must be from 1 to 100, but is 0.9" },
        { """{"name": "a", "prometheus": {"url": "http://x", "ratio": {"query": "x{v='{{variant}}'}", "max": 2}}}""", ".prometheus.ratio.query", "must not have {{variant}}" },
        { """{"name": "a", "prometheus": {"url": "http://x", "ratio": {"query": "x", "max": 0.5}}}""", ".prometheus.ratio.max", "must be from 1 to 100, but is 0.5" },
    };

    [Theory]
    [MemberData(nameof(BadChecks))]
    public void ReadPlan_BadCheck_NamesFieldValueAndWhatIsAllowed(string check, string path, string message)
    {
        var result = Plans.Read(PlanOf($$$"""{"checks": [{"name": "first", "webhook": {"url": "http://x"}}, {{{check}}}]}"""));

        result.Errors.ShouldContain(
            error => error.Path == "analysis.checks[1]" + path && error.Message.Contains(message, StringComparison.Ordinal),
            $"was: {string.Join("\n", result.Errors)}");
    }

    [Fact]
    public void ReadPlan_ElevenChecks_IsRefused()
    {
        var checks = new JsonArray([.. Enumerable.Range(0, 11).Select(i => JsonNode.Parse($$$"""{"name": "c{{{i}}}", "webhook": {"url": "http://x"}}"""))]);

        Plans.Read(PlanOf(new JsonObject { ["checks"] = checks }.ToJsonString()))
            .Errors.ShouldHaveSingleItem().ShouldBe(new DocumentError("analysis.checks", "must have 0 to 10 checks, but has 11."));
    }

    [Fact]
    public void ReadPlan_LeastChecks_HaveDefaults() =>
        Plans.Valid(PlanOf($$$"""{"checks": [{"name": "f", "prometheus": {"url": "http://p:9090", "query": "{{{Query}}}"}}, {"name": "s", "webhook": {"url": "http://x"}}]}""")).Analysis!.Checks.ShouldBe(
        [
            new CheckConfig.Counter("f", "http://p:9090", TimeSpan.FromSeconds(15), Query, null, 1.25),
            new CheckConfig.Webhook("s", "http://x", TimeSpan.FromSeconds(30)),
        ]);

    [Fact]
    public void ReadPlan_NeitherErrorsNorLatencyButACheck_IsAllowed() =>
        Plans.Valid(PlanOf("""{"errors": null, "latency": null, "checks": [{"name": "s", "webhook": {"url": "http://x"}}]}"""))
            .Analysis!.ErrorTolerance.ShouldBeNull();

    [Fact]
    public void ReadPlan_QueryOfSeveralLines_IsKeptAsItIs()
    {
        var plan = Plans.Valid(PlanOf("""{"checks": [{"name": "f", "prometheus": {"url": "http://p:9090", "query": "sum(\n\tf{v='{{variant}}'}\n)"}}]}"""));

        var again = RolloutDocument.ReadPlan(RolloutDocument.WritePlan(plan), Plans.Shop).Value!;

        again.Analysis.ShouldBe(plan.Analysis);
        again.Analysis!.Checks[0].ShouldBeOfType<CheckConfig.Counter>().Query.ShouldBe("sum(\n\tf{v='{{variant}}'}\n)");
    }

    [Fact]
    public void Equals_OfAnalyses_LooksAtEveryCheck()
    {
        var one = Plans.Valid(Plans.Full).Analysis!;
        var same = Plans.Valid(Plans.Full).Analysis!;

        (one == same, one.GetHashCode() == same.GetHashCode()).ShouldBe((true, true));
        (one == same with { Checks = [.. same.Checks.Skip(1)] }).ShouldBeFalse();
        (one == same with { Checks = [same.Checks[0] with { Interval = TimeSpan.FromSeconds(6) }, .. same.Checks.Skip(1)] }).ShouldBeFalse();
        (one == same with { MinRequests = 1 }).ShouldBeFalse();
    }

    private static string PlanOf(string analysis) => $$"""{"variant": "canary", "steps": [{"weight": 1}], "analysis": {{analysis}}}""";
}

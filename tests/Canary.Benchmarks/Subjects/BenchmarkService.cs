using System.Text.Json.Nodes;

namespace Canary.Benchmarks.Subjects;

/// <summary>The service that the gateway is measured with. No rule matches the load's requests, so every one is tried.</summary>
internal static class BenchmarkService
{
    /// <summary>The cookie that makes users recognisable; the load sends one of many.</summary>
    public const string Cookie = "canary-id";

    /// <summary>The header that the rules from the 11th on compare.</summary>
    public const string RuleHeader = "X-Tenant";

    /// <summary>A service of two variants at 90 and 10 percent, as the admin API takes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="backend">The one address behind both variants.</param>
    /// <param name="rules">How many rules; the first 10 are of all kinds, the rest compare a header with a text.</param>
    /// <param name="host">The host that it matches; null for any.</param>
    public static JsonObject Create(string name, string backend, int rules, string? host = null)
    {
        var all = MixedRules().Concat(Enumerable.Range(0, Math.Max(0, rules - 10)).Select(i => Rule($"tenant {i}", $$"""{"header": "{{RuleHeader}}", "equals": "tenant-{{i}}"}""")));
        var service = new JsonObject
        {
            ["name"] = name,
            ["variants"] = new JsonObject { ["stable"] = Variant(backend), ["canary"] = Variant(backend) },
            ["weights"] = new JsonObject { ["stable"] = 90, ["canary"] = 10 },
            ["rules"] = new JsonArray([.. all.Take(rules)]),
            ["sticky"] = new JsonObject { ["cookie"] = Cookie },
        };
        if (host is not null)
        {
            service["match"] = new JsonObject { ["hosts"] = new JsonArray(host) };
        }

        return service;
    }

    /// <summary>The service of a further host, with a rule for each of its patterns.</summary>
    public static JsonObject Create(ExtraHost extra)
    {
        var service = Create(extra.Name, $"http://127.0.0.1:{extra.Port}", rules: 0, extra.Host);
        service["rules"] = new JsonArray(
        [
            .. extra.Patterns.Select((pattern, i) => Rule($"pattern {i}", new JsonObject { ["header"] = ExtraHost.PatternHeader, ["regex"] = pattern }.ToJsonString())),
        ]);
        return service;
    }

    private static IEnumerable<JsonNode> MixedRules()
    {
        yield return Rule("beta testers", """{"header": "x-user-group", "equals": "beta"}""");
        yield return Rule("staff", """{"header": "x-user-group", "in": ["staff", "partner"]}""");
        yield return Rule("crawlers", """{"header": "user-agent", "contains": "bot", "ignoreCase": true}""");
        yield return Rule("opted in", """{"cookie": "preview", "equals": "yes"}""");
        yield return Rule("links", """{"query": "variant", "equals": "canary"}""");
        yield return Rule("new api", """{"path": "/api/v2"}""");
        yield return Rule("writes of tests", """{"all": [{"method": ["PUT", "DELETE"]}, {"header": "x-test", "exists": true}]}""");
        yield return Rule("office", """{"ip": ["10.20.0.0/16", "2001:db8::/32"]}""");
        yield return Rule("region", """{"header": "x-region", "prefix": "eu-"}""");
        yield return Rule("either", """{"any": [{"cookie": "group", "equals": "b"}, {"header": "x-group", "equals": "b"}]}""");
    }

    private static JsonObject Rule(string name, string when) =>
        new() { ["name"] = name, ["when"] = JsonNode.Parse(when), ["variant"] = "canary" };

    private static JsonObject Variant(string backend) => new() { ["destinations"] = new JsonArray(backend) };
}

namespace Canary.Gateway.Tests.Admin;

/// <summary>The service of the contract's example, with one destination a variant.</summary>
internal static class Shop
{
    public const string Path = "/api/v1/services/shop";

    public const string Json = """
        {
          "name": "shop",
          "match": { "hosts": ["shop.example.com"], "path": "/" },
          "baseline": "stable",
          "variants": {
            "stable": { "destinations": ["http://10.0.0.1:8080"] },
            "canary": { "destinations": ["http://10.0.0.2:8080"] }
          },
          "weights": { "stable": 90, "canary": 10 },
          "rules": [
            { "name": "beta testers", "when": { "header": "x-user-group", "equals": "beta" }, "variant": "canary" },
            { "name": "crawlers", "when": { "header": "user-agent", "contains": "bot" }, "variant": "stable" }
          ],
          "sticky": { "cookie": "canary-id" },
          "timeouts": { "connect": "3s", "firstByte": "100s", "idle": "100s" }
        }
        """;

    /// <summary>Another service at another host.</summary>
    public static string Other(string name, string host) =>
        $$"""{ "match": { "hosts": ["{{host}}"] }, "variants": { "stable": { "destinations": ["http://10.0.0.3:80"] } } }""";
}

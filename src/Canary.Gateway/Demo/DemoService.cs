namespace Canary.Gateway.Demo;

/// <summary>The service that the demo declares, as an operator would write it.</summary>
internal static class DemoService
{
    /// <summary>Its name.</summary>
    public const string Name = "shop";

    /// <summary>The cookie that makes its users recognisable.</summary>
    public const string StickyCookie = "canary-id";

    /// <summary>Its JSON document.</summary>
    public static string Document(Uri stable, Uri canary) => $$"""
        {
          "name": "{{Name}}",
          "variants": {
            "stable": { "destinations": ["{{stable}}"] },
            "canary": { "destinations": ["{{canary}}"] }
          },
          "weights": { "stable": 90, "canary": 10 },
          "rules": [
            { "name": "beta testers", "when": { "header": "x-user-group", "equals": "beta" }, "variant": "canary" }
          ],
          "sticky": { "cookie": "{{StickyCookie}}" }
        }
        """;
}

namespace Canary.Benchmarks.Soak;

/// <summary>The documents of the services, and what they promise: a safe request is answered while any destination of the baseline is well, whatever the canary does; an order is sent once.</summary>
internal static class SoakServices
{
    /// <summary>A rollout of the payments.</summary>
    public const string Plan = """
        { "variant": "canary", "steps": [ { "weight": 5, "hold": "2s" }, { "weight": 25, "hold": "2s" }, { "weight": 50, "hold": "2s" }, { "weight": 100 } ] }
        """;

    /// <summary>A document for each service.</summary>
    public static IEnumerable<(string Name, string Json)> All(SoakBackends backends) =>
    [
        ("shop", Safe(backends, """, "sticky": { "cookie": "canary-id" }""")),
        ("pay", Safe(backends, "")),
        ("orders", $$"""
            { "match": { "path": "/orders" }, "variants": { "stable": { "destinations": ["{{backends.Orders.Address}}"] } }, "weights": { "stable": 100 } }
            """),
    ];

    private static string Safe(SoakBackends backends, string more) => $$"""
        {
          "match": { "path": "/{{(more.Length > 0 ? "shop" : "pay")}}" },
          "variants": {
            "stable": { "destinations": ["{{backends.First.Address}}", "{{backends.Second.Address}}"] },
            "canary": { "destinations": ["{{backends.Canary.Address}}"] }
          },
          "weights": { "stable": 100, "canary": 0 },
          "fallback": { "statuses": ["5xx"], "after": "500ms", "budget": 100 },
          "retries": { "attempts": 1, "budget": 100 }
          {{more}}
        }
        """;
}

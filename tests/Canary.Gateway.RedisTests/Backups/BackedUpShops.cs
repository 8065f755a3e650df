using System.Globalization;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>Services of several shapes, and requests to them whose variant is no matter of chance.</summary>
internal static class BackedUpShops
{
    public const int Shops = 5;
    public const int Steps = 50;
    public const int LimitedUsers = 20;

    private static readonly string[] Sticky = ["""{ "cookie": "canary-id" }""", """{ "header": "x-user" }""", """[{ "header": "x-user" }, { "cookie": "canary-id" }]"""];

    /// <summary>Creates them: shops with rules, one with a rollout of many steps, and one whose rollout admits few users.</summary>
    public static async Task CreateAsync(GatewayUnderTest gateway, StubBackend stable, StubBackend canary)
    {
        for (var i = 0; i < Shops; i++)
        {
            await gateway.PutServiceAsync($"shop-{i}", Json($"shop-{i}", i, stable, canary));
        }

        await gateway.PutServiceAsync("rolling", Json("rolling", 1, stable, canary));
        await gateway.PutServiceAsync("limited", Json("limited", 1, stable, canary));
        await PostAsync(gateway, "rolling", "rollout", $$"""{ "variant": "canary", "steps": [{{string.Join(", ", Enumerable.Range(1, Steps).Select(step => $$"""{ "weight": {{step}}, "gate": "manual" }"""))}}] }""");
        await PostAsync(gateway, "limited", "rollout", $$"""{ "variant": "canary", "steps": [{ "weight": 90, "gate": "manual" }, { "weight": 95 }], "limits": { "maxUsers": {{LimitedUsers}} } }""");
    }

    /// <summary>A change of the i-th round: weights, a rule, a rollback, or a step of the rollout.</summary>
    public static async Task ChangeAsync(GatewayUnderTest gateway, int round, StubBackend stable, StubBackend canary)
    {
        var shop = $"shop-{round % Shops}";
        switch (round % 7)
        {
            case 3:
                await gateway.PutServiceAsync(shop, Json(shop, round, stable, canary));
                break;
            case 5:
                await PostAsync(gateway, shop, "rollback", null);
                break;
            case 6 when round / 7 < Steps - 15:
                await PostAsync(gateway, "rolling", "rollout/promote", null);
                break;
            default:
                await gateway.PutWeightsAsync(shop, new { canary = round * 7 % 100 });
                break;
        }
    }

    /// <summary>The i-th of many different requests.</summary>
    public static HttpRequestMessage Request(int i)
    {
        var random = new Random(i);
        var name = random.Next(Shops + 1) is var shop && shop < Shops ? $"shop-{shop}" : "rolling";
        var path = random.Next(4) switch { 0 => "/", 1 => $"/beta/{i}", 2 => $"/a%20b/{i}?q={i % 10}", _ => $"/items/{i}?group=beta" };
        var request = new HttpRequestMessage(random.Next(2) == 0 ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Host = $"{name}.example";
        request.Headers.Add("Cookie", $"other=1; canary-id=user-{random.Next(2_000)}");
        request.Headers.Add("x-user", random.Next(2_000).ToString(CultureInfo.InvariantCulture));
        if (random.Next(4) == 0)
        {
            request.Headers.Add("x-group", random.Next(2) == 0 ? "beta" : "alpha-7");
        }

        return request;
    }

    /// <summary>The variant that a request gets.</summary>
    public static async Task<string> VariantAsync(GatewayUnderTest gateway, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await gateway.Proxy.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            return answer.Headers.GetValues("X-Canary-Variant").Single();
        }
    }

    /// <summary>A request of a user to the service whose rollout admits few.</summary>
    public static HttpRequestMessage LimitedRequest(int user)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "limited.example";
        request.Headers.Add("x-user", $"{user}");
        return request;
    }

    /// <summary>Posts to a service, and fails where that is refused.</summary>
    public static async Task PostAsync(GatewayUnderTest gateway, string service, string what, string? json)
    {
        using var content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await gateway.Admin.PostAsync($"/api/v1/services/{service}/{what}", content);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{service} {what}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static string Json(string name, int i, StubBackend stable, StubBackend canary) => $$"""
        {
          "name": "{{name}}",
          "match": { "hosts": ["{{name}}.example"] },
          "variants": { "stable": { "destinations": ["{{stable.Address}}"] }, "canary": { "destinations": ["{{canary.Address}}"] } },
          "weights": { "stable": {{100 - i * 13 % 90}}, "canary": {{i * 13 % 90}} },
          "sticky": {{Sticky[i % Sticky.Length]}},
          "rules": [
            { "name": "beta", "when": { "any": [{ "header": "x-group", "equals": "beta" }, { "query": "group", "equals": "beta" }] }, "variant": "{{(i % 2 == 0 ? "canary" : "stable")}}" },
            { "name": "path {{i}}", "when": { "all": [{ "path": "/beta" }, { "not": { "method": "POST" } }] }, "variant": "canary" },
            { "name": "others", "when": { "header": "x-group", "regex": "^alpha-[0-9]$" }, "variant": "stable" }
          ]
        }
        """;
}

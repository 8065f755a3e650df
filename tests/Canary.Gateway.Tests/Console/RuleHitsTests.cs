using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Console;

/// <summary>How often rules decide, from the request to the answer of the API.</summary>
public sealed class RuleHitsTests
{
    private const string Rule = """{ "name": "NAME", "when": { "header": "x-group", "equals": "NAME" }, "variant": "canary" }""";

    [Fact]
    public async Task Requests_that_a_rule_decides_count_at_it_and_others_at_none()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary, "beta", "staff"));

        await SendAsync(gateway, "beta", 3);
        await SendAsync(gateway, "staff", 2);
        await SendAsync(gateway, "nobody", 4);
        (await HitsAsync(gateway)).ShouldBe([("beta", 3), ("staff", 2)]);

        // Explaining a request is none.
        (await gateway.Admin.PostAsJsonAsync("/api/v1/services/shop/explain", new { headers = new Dictionary<string, string> { ["x-group"] = "beta" } })).EnsureSuccessStatusCode();
        (await HitsAsync(gateway)).ShouldBe([("beta", 3), ("staff", 2)]);
    }

    [Fact]
    public async Task Hits_stay_with_a_rules_name_when_the_service_changes()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary, "beta", "staff"));
        await SendAsync(gateway, "beta", 3);
        await SendAsync(gateway, "staff", 2);

        await gateway.PutWeightsAsync("shop", new { canary = 5 });
        (await HitsAsync(gateway)).ShouldBe([("beta", 3), ("staff", 2)]);
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary, "new", "staff", "beta"));
        (await HitsAsync(gateway)).ShouldBe([("new", 0), ("staff", 2), ("beta", 3)]);
        await SendAsync(gateway, "beta", 1);
        (await HitsAsync(gateway)).ShouldBe([("new", 0), ("staff", 2), ("beta", 4)]);
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary));
        (await HitsAsync(gateway)).ShouldBeEmpty();
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary, "beta"));
        (await HitsAsync(gateway)).ShouldBe([("beta", 0)]);
    }

    [Fact]
    public async Task A_rollback_takes_rules_out_and_they_count_nothing()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson(stable, canary, "beta"));
        (await gateway.Admin.PostAsync("/api/v1/services/shop/rollback", null)).EnsureSuccessStatusCode();

        await SendAsync(gateway, "beta", 3);
        (await HitsAsync(gateway)).ShouldBe([("beta", 0)]);
    }

    private static async Task SendAsync(GatewayUnderTest gateway, string group, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.Add("x-group", group);
            using var answer = await gateway.Proxy.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<List<(string?, long)>> HitsAsync(GatewayUnderTest gateway)
    {
        var traffic = await gateway.Admin.GetFromJsonAsync<JsonElement>("/api/v1/services/shop/traffic");
        return [.. traffic.GetProperty("rules").EnumerateArray().Select(rule => (rule.GetProperty("name").GetString(), rule.GetProperty("hits").GetInt64()))];
    }

    private static string ServiceJson(StubBackend stable, StubBackend canary, params string[] rules) => $$"""
        {
          "name": "shop",
          "variants": { "stable": { "destinations": ["{{stable.Address}}"] }, "canary": { "destinations": ["{{canary.Address}}"] } },
          "weights": { "stable": 100, "canary": 0 },
          "rules": [{{string.Join(',', rules.Select(name => Rule.Replace("NAME", name, StringComparison.Ordinal)))}}]
        }
        """;
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

/// <summary>From the answers to copies to the admin API, the metrics page and a rollout's end, in the whole gateway.</summary>
public sealed class JudgedComparisonTests : IAsyncDisposable
{
    private GatewayUnderTest? _gateway;
    private DelegateBackend? _stable;
    private DelegateBackend? _canary;

    [Fact]
    public async Task A_rollout_whose_answers_differ_is_taken_back_and_the_API_tells_where()
    {
        var gateway = await StartAsync("""{ "variant": "canary", "compare": {} }""");
        await StartRolloutAsync(gateway, HttpStatusCode.Created);
        await Eventually.TrueAsync(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await gateway.Proxy.GetStringAsync("/");
                }

                return (await ReadAsync(gateway, "rollout")).GetProperty("phase").GetString() == "RolledBack";
            },
            "the rollout is taken back",
            TimeSpan.FromSeconds(60));
        (await gateway.Admin.GetStringAsync("/api/v1/services/shop/rollout")).ShouldContain("different answers ");

        var comparison = await ReadAsync(gateway, "comparison");
        comparison.GetProperty("variant").GetString().ShouldBe("canary");
        comparison.GetProperty("compared").GetProperty("different").GetInt64().ShouldBeGreaterThan(5);
        comparison.GetProperty("noise").GetArrayLength().ShouldBe(0);
        var found = comparison.GetProperty("differences")[0];
        found.GetProperty("method").GetString().ShouldBe("GET");
        found.GetProperty("places").GetRawText().ShouldBe("""[{"place":"/name","kind":"value"}]""");
        (await gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_comparisons_total{service=\"shop\",variant=\"canary\",result=\"different\"}");
    }

    [Fact]
    public async Task A_rollout_is_judged_by_comparison_only_where_answers_are_compared()
    {
        var gateway = await StartAsync("""{ "variant": "canary" }""");
        await StartRolloutAsync(gateway, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_service_without_a_mirror_has_no_comparison()
    {
        var gateway = await StartAsync("null");
        using var none = await gateway.Admin.GetAsync("/api/v1/services/shop/comparison");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await none.Content.ReadAsStringAsync()).ShouldContain("not-mirrored");
        using var unknown = await gateway.Admin.GetAsync("/api/v1/services/nobody/comparison");
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("service-not-found");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in new IAsyncDisposable?[] { _gateway, _stable, _canary })
        {
            await (one?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static async Task<JsonElement> ReadAsync(GatewayUnderTest gateway, string what) => await gateway.Admin.GetFromJsonAsync<JsonElement>($"/api/v1/services/shop/{what}");

    private static async Task StartRolloutAsync(GatewayUnderTest gateway, HttpStatusCode expected)
    {
        using var answer = await gateway.Admin.PostAsync(
            "/api/v1/services/shop/rollout",
            new StringContent("""
                { "variant": "canary", "steps": [{ "weight": 1, "hold": "1h" }, { "weight": 100 }],
                  "analysis": { "errors": null, "latency": null, "comparison": {}, "minRequests": 0 } }
                """, System.Text.Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync());
    }

    private async Task<GatewayUnderTest> StartAsync(string mirror)
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _stable = await DelegateBackend.StartAsync((context, _) => context.Response.WriteAsJsonAsync(new { name = "stable", id = 1 }));
        _canary = await DelegateBackend.StartAsync((context, _) => context.Response.WriteAsJsonAsync(new { id = 1.0, name = "canary" }));
        var field = mirror == "null" ? "" : $""", "mirror": {mirror} """;
        await _gateway.PutServiceAsync("shop", $$"""
            { "variants": { "stable": { "destinations": ["{{_stable.Address}}"] }, "canary": { "destinations": ["{{_canary.Address}}"] } } {{field}} }
            """);
        await Eventually.TrueAsync(() => _gateway.Services.Snapshots.Current.Services.ContainsKey("shop"), "the service is served");
        return _gateway;
    }
}

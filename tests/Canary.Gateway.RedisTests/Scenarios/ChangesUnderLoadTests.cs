using System.Diagnostics;
using System.Globalization;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>No request fails because weights or services change under it.</summary>
public sealed class ChangesUnderLoadTests
{
    [Theory]
    [InlineData("File")]
    [InlineData("Redis")]
    public async Task Twenty_weight_changes_and_a_service_added_or_removed_a_second_fail_no_request_under_full_load(string store)
    {
        var length = TestSize.Of(reduced: TimeSpan.FromSeconds(6), full: TimeSpan.FromSeconds(60));
        await using var redis = await RedisServer.StartAsync();
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var gateway = await GatewayUnderTest.StartAsync(("Store:Kind", store), ("Store:Redis", redis.Configuration));
        await gateway.PutServiceAsync("shop", ServiceJson("shop", "/", stable, canary));
        await using var traffic = SteadyTraffic.Start(gateway.Proxy.BaseAddress!, 16, () => new HttpRequestMessage(HttpMethod.Get, "/"));

        var changes = 0;
        var running = Stopwatch.StartNew();
        while (running.Elapsed < length)
        {
            var second = changes / 20;
            if (changes % 20 == 0)
            {
                await (second % 2 == 0
                    ? gateway.PutServiceAsync("extra", ServiceJson("extra", "/extra", stable, canary))
                    : DeleteAsync(gateway, "extra"));
            }

            await gateway.PutWeightsAsync("shop", new { canary = changes * 7 % 101 });
            changes++;
            var due = TimeSpan.FromMilliseconds(50 * changes) - running.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }
        }

        var milliseconds = await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
        traffic.Answered.ShouldBeGreaterThan(0);
        changes.ShouldBeGreaterThan(20);
        Figures.Report(
            $"{store} store, {length.TotalSeconds:0} s of full load with {changes} weight changes and {changes / 20} services added or removed",
            string.Create(CultureInfo.InvariantCulture, $"{traffic.Answered} requests, 0 failed, p99 {Figures.Quantile(milliseconds, 0.99):0.0} ms"));
    }

    private static async Task DeleteAsync(GatewayUnderTest gateway, string name)
    {
        using var answer = await gateway.Admin.DeleteAsync($"/api/v1/services/{name}");
        answer.EnsureSuccessStatusCode();
    }

    private static string ServiceJson(string name, string path, StubBackend stable, StubBackend canary) => $$"""
        {
          "name": "{{name}}",
          "match": { "path": "{{path}}" },
          "variants": { "stable": { "destinations": ["{{stable.Address}}"] }, "canary": { "destinations": ["{{canary.Address}}"] } },
          "weights": { "stable": 90, "canary": 10 }
        }
        """;
}

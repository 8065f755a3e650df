using System.Diagnostics;
using System.Globalization;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Two gateways on one Redis act as one.</summary>
public sealed class TwoGatewaysTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _stable = await StubBackend.StartAsync("stable");
        _canary = await StubBackend.StartAsync("canary");
    }

    public async ValueTask DisposeAsync()
    {
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_change_at_one_gateway_is_announced_to_the_other_at_once()
    {
        // No polling within the test: what arrives, arrives by announcement.
        await using var first = await StartAsync(("Store:PollInterval", "1m"));
        await using var second = await StartAsync(("Store:PollInterval", "1m"));
        await first.PutServiceAsync("shop", ServiceJson(90, 10));
        await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Services.ContainsKey("shop"), "the service at the second gateway");

        var milliseconds = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var canary = i % 2 == 0 ? 100 : 0;
            var began = Stopwatch.GetTimestamp();
            await first.PutWeightsAsync("shop", new Dictionary<string, int> { ["canary"] = canary });
            var answered = Stopwatch.GetElapsedTime(began);
            var wanted = canary == 100 ? "canary" : "stable";
            await Eventually.TrueAsync(async () => await VariantAsync(second) == wanted, $"change {i} in effect at the second gateway", TimeSpan.FromSeconds(10));
            milliseconds.Add(Math.Max(0, (Stopwatch.GetElapsedTime(began) - answered).TotalMilliseconds));
        }

        milliseconds.Sort();
        Figures.Report(
            "A change made at one gateway is in effect at another, 200 changes, after the answer",
            string.Create(CultureInfo.InvariantCulture, $"p50 {Figures.Quantile([.. milliseconds], 0.5):0.0} ms, p99 {Figures.Quantile([.. milliseconds], 0.99):0.0} ms"));
    }

    [Fact]
    public async Task A_lost_announcement_is_made_up_for_by_asking()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await _redis.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await first.PutServiceAsync("shop", ServiceJson(90, 10));

        await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Services.ContainsKey("shop"), "the service at the second gateway");
    }

    [Fact]
    public async Task A_sticky_user_gets_the_same_variant_at_both_gateways_and_after_both_restarted()
    {
        string[] users = [.. Enumerable.Range(0, 200).Select(i => $"user-{i}")];
        Dictionary<string, string> before = [];
        await using (var first = await StartAsync())
        await using (var second = await StartAsync())
        {
            await first.PutServiceAsync("shop", ServiceJson(50, 50));
            await Eventually.TrueAsync(() => second.Services.Snapshots.Current.Services.ContainsKey("shop"), "the service at the second gateway");
            foreach (var user in users)
            {
                before[user] = await VariantAsync(first, user);
                (await VariantAsync(second, user)).ShouldBe(before[user]);
            }
        }

        before.Values.Distinct().Count().ShouldBe(2);
        await using var firstAgain = await StartAsync();
        await using var secondAgain = await StartAsync();
        foreach (var user in users)
        {
            (await VariantAsync(firstAgain, user)).ShouldBe(before[user]);
            (await VariantAsync(secondAgain, user)).ShouldBe(before[user]);
        }
    }

    [Fact]
    public async Task Both_gateways_are_listed_with_the_revision_they_have_applied()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.PutServiceAsync("shop", ServiceJson(90, 10));

        await Eventually.TrueAsync(
            async () =>
            {
                var instances = await second.Services.Store.ReadInstancesAsync(TimeSpan.FromSeconds(15), CancellationToken.None);
                return instances.Count == 2 && instances.All(instance => instance.AppliedRevision == 1);
            },
            "both gateways at revision 1");
    }

    [Fact]
    public async Task Fifty_writers_with_the_same_precondition_at_two_gateways_have_one_winner()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.PutServiceAsync("shop", ServiceJson(90, 10));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/services/shop/weights")
            {
                Content = new StringContent($$"""{"canary": {{i}}}""", System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            using var answer = await (i % 2 == 0 ? first : second).Admin.SendAsync(request);
            return (int)answer.StatusCode;
        }));

        statuses.Count(status => status == 200).ShouldBe(1);
        statuses.Count(status => status == 412).ShouldBe(49);
    }

    private static async Task<string> VariantAsync(GatewayUnderTest gateway, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (user is not null)
        {
            request.Headers.Add("Cookie", $"canary-id={user}");
        }

        using var answer = await gateway.Proxy.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Canary-Variant").Single();
    }

    private Task<GatewayUnderTest> StartAsync(params (string Key, string Value)[] more) =>
        GatewayUnderTest.StartAsync([("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), .. more]);

    private string ServiceJson(int stable, int canary) => $$"""
        {
          "name": "shop",
          "variants": { "stable": { "destinations": ["{{_stable.Address}}"] }, "canary": { "destinations": ["{{_canary.Address}}"] } },
          "weights": { "stable": {{stable}}, "canary": {{canary}} },
          "sticky": { "cookie": "canary-id" }
        }
        """;
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>Redis is never in a request's path: whatever happens to it, traffic goes on with the last good snapshot.</summary>
public sealed class RedisOutageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-outage-").FullName;
    private RedisServer _redis = null!;
    private StubBackend _stable = null!;
    private StubBackend _canary = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(appendOnly: true);
        _stable = await StubBackend.StartAsync("stable");
        _canary = await StubBackend.StartAsync("canary");
    }

    public async ValueTask DisposeAsync()
    {
        await _canary.DisposeAsync();
        await _stable.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_Redis_fails_no_request_and_writes_get_503_until_it_is_back()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        await using var traffic = SteadyTraffic.Start(gateway.Proxy.BaseAddress!, 4, () => new HttpRequestMessage(HttpMethod.Get, "/"), TimeSpan.FromMilliseconds(2));
        await Eventually.TrueAsync(() => traffic.Answered > 500, "traffic before the outage");
        var quiet = traffic.TakeLatencies();

        await _redis.KillAsync();
        var down = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        do
        {
            var began = Stopwatch.GetTimestamp();
            (await WeightsStatusAsync(gateway)).ShouldBe(HttpStatusCode.ServiceUnavailable);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }
        while (down.Elapsed < TestSize.Of(reduced: TimeSpan.FromSeconds(5), full: TimeSpan.FromSeconds(30)));

        var without = traffic.TakeLatencies();
        (await gateway.Admin.GetStringAsync("/metrics")).ShouldContain("canary_store_up 0");
        (await gateway.Admin.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _redis.RestartAsync();
        await Eventually.TrueAsync(async () => await WeightsStatusAsync(gateway) == HttpStatusCode.OK, "writes accepted again");
        await Eventually.TrueAsync(async () => (await gateway.Admin.GetStringAsync("/metrics")).Contains("canary_store_up 1", StringComparison.Ordinal), "the metric to say so");

        await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
        without.Length.ShouldBeGreaterThan(0);
        Figures.Report("The slowest refusal of an admin write while Redis is down", string.Create(CultureInfo.InvariantCulture, $"{slowest.TotalMilliseconds:0} ms"));
        Figures.Report(
            "Requests with Redis up · killed",
            string.Create(CultureInfo.InvariantCulture, $"p99 {Figures.Quantile(quiet, 0.99):0.00} ms · {Figures.Quantile(without, 0.99):0.00} ms, none failed"));
    }

    [Fact]
    public async Task A_hung_Redis_fails_no_request_and_writes_get_503()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        await using var traffic = SteadyTraffic.Start(gateway.Proxy.BaseAddress!, 2, () => new HttpRequestMessage(HttpMethod.Get, "/"), TimeSpan.FromMilliseconds(2));

        await _redis.PauseAsync();
        (await WeightsStatusAsync(gateway)).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await _redis.ResumeAsync();
        await Eventually.TrueAsync(async () => await WeightsStatusAsync(gateway) == HttpStatusCode.OK, "writes accepted again");

        await traffic.StopAsync();
        traffic.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_restarted_while_Redis_is_down_serves_the_last_good_snapshot_and_follows_once_it_is_back()
    {
        await using (var gateway = await StartAsync())
        {
            await gateway.PutServiceAsync("shop", ServiceJson());
            await gateway.PutWeightsAsync("shop", new { canary = 100 });
        }

        await _redis.KillAsync();
        await using var again = await StartAsync();
        (await VariantAsync(again)).ShouldBe("canary");
        (await again.Admin.GetStringAsync("/readyz")).ShouldContain("store down: it does not answer; revision 2 stays in force");

        await _redis.RestartAsync();
        await Eventually.TrueAsync(async () => await WeightsStatusAsync(again) == HttpStatusCode.OK, "writes accepted");
        await Eventually.TrueAsync(async () => await VariantAsync(again) == "stable", "the new weights");
    }

    [Fact]
    public async Task A_gateway_without_a_copy_starts_while_Redis_is_down_and_turns_ready_when_it_is_back()
    {
        await _redis.KillAsync();
        await using var gateway = await StartAsync();
        (await gateway.Admin.GetAsync("/livez")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var notReady = await gateway.Admin.GetAsync("/readyz");
        notReady.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await notReady.Content.ReadAsStringAsync()).ShouldContain("the store does not answer, and there is no usable last-good copy");
        (await gateway.Proxy.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await _redis.RestartAsync();
        await Eventually.TrueAsync(async () => (await gateway.Admin.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "ready");
        await gateway.PutServiceAsync("shop", ServiceJson());
        (await VariantAsync(gateway)).ShouldBeOneOf("stable", "canary");
    }

    [Fact]
    public async Task A_flushed_Redis_is_refused_named_and_filled_again_by_an_explicit_command()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        await _redis.CommandAsync("FLUSHALL");

        await Eventually.TrueAsync(async () => await RefusalsAsync(gateway) == 1, "the refusal to be counted");
        gateway.Log.Lines.ShouldContain(line => line.Contains("revision 0", StringComparison.Ordinal) && line.Contains("lost data", StringComparison.Ordinal));
        (await VariantAsync(gateway)).ShouldBeOneOf("stable", "canary");
        (await WeightsStatusAsync(gateway)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        using var recovered = await gateway.Admin.PostAsJsonAsync("/api/v1/store/recover", new { from = "gateway" });
        recovered.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await WeightsStatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        await using var fresh = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration));
        (await VariantAsync(fresh)).ShouldBe("stable");
    }

    [Fact]
    public async Task A_document_that_came_with_a_new_revision_and_can_not_be_read_is_healed_by_the_next_write()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        var revision = await _redis.CommandAsync("INCR", "{canary}:revision");
        await _redis.CommandAsync("HSET", "{canary}:services", "shop", "{");
        await _redis.CommandAsync("ZADD", "{canary}:revisions", revision, "shop");
        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is not null, "the refusal");

        await gateway.PutServiceAsync("shop", ServiceJson());
        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is null, "the refusal to end");
    }

    [Fact]
    public async Task A_document_corrupted_in_Redis_is_refused_named_and_healed_by_the_next_write()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        await CorruptAsync("shop");

        await Eventually.TrueAsync(async () => await RefusalsAsync(gateway) >= 1, "the refusal to be counted");
        gateway.Log.Lines.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("service 'shop'", StringComparison.Ordinal));
        (await VariantAsync(gateway)).ShouldBeOneOf("stable", "canary");

        (await WeightsStatusAsync(gateway)).ShouldBe(HttpStatusCode.OK);
        await Eventually.TrueAsync(() => gateway.Services.Snapshots.Refusal is null, "the refusal to end");
    }

    [Fact]
    public async Task A_gateway_that_starts_on_a_corrupted_document_serves_its_last_good_copy_and_names_the_document()
    {
        await using (var gateway = await StartAsync())
        {
            await gateway.PutServiceAsync("shop", ServiceJson());
        }

        await CorruptAsync("shop");
        await using var again = await StartAsync();
        (await VariantAsync(again)).ShouldBeOneOf("stable", "canary");
        await Eventually.TrueAsync(async () => await RefusalsAsync(again) >= 1, "the refusal to be counted");
        again.Log.Lines.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("service 'shop'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_store_with_a_higher_revision_is_not_taken_for_news()
    {
        await using var gateway = await StartAsync();
        await gateway.PutServiceAsync("shop", ServiceJson());
        await _redis.CommandAsync("FLUSHALL");
        await using (var stranger = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration)))
        {
            for (var i = 0; i < 5; i++)
            {
                await stranger.PutServiceAsync($"other-{i}", ServiceJson().Replace("\"shop\"", $"\"other-{i}\"", StringComparison.Ordinal).Replace("\"variants\"", $"\"match\": {{ \"path\": \"/other-{i}\" }}, \"variants\"", StringComparison.Ordinal));
            }
        }

        await Eventually.TrueAsync(async () => await RefusalsAsync(gateway) >= 1, "the refusal to be counted");
        gateway.Services.Snapshots.Current.Services.Keys.ShouldBe(["shop"]);
    }

    private static async Task<long> RefusalsAsync(GatewayUnderTest gateway)
    {
        var metrics = await gateway.Admin.GetStringAsync("/metrics");
        var line = metrics.Split('\n').Single(l => l.StartsWith("canary_rejected_snapshots_total ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> WeightsStatusAsync(GatewayUnderTest gateway)
    {
        using var answer = await gateway.Admin.PutAsJsonAsync("/api/v1/services/shop/weights", new { canary = 0 });
        return answer.StatusCode;
    }

    private static async Task<string> VariantAsync(GatewayUnderTest gateway)
    {
        using var answer = await gateway.Proxy.GetAsync("/");
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("X-Canary-Variant").Single();
    }

    private Task<GatewayUnderTest> StartAsync() => GatewayUnderTest.StartAsync(
        ("Store:Kind", "Redis"), ("Store:Redis", _redis.Configuration), ("Store:Path", _folder), ("Store:PollInterval", "100ms"), ("Instance:Id", "under-test"));

    private async Task CorruptAsync(string service) => await _redis.CommandAsync("HSET", "{canary}:services", service, "{\"name\": \"shop\", \"weights\": ");

    private string ServiceJson() => $$"""
        {
          "name": "shop",
          "variants": { "stable": { "destinations": ["{{_stable.Address}}"] }, "canary": { "destinations": ["{{_canary.Address}}"] } },
          "weights": { "stable": 50, "canary": 50 }
        }
        """;
}

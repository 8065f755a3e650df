using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Canary.Core.Selection;
using Canary.Gateway.Console;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry.Sampling;
using Canary.Gateway.Tests.Admin;
using Canary.TestKit;
using Canary.TestKit.Fuzzing;

namespace Canary.Gateway.Tests.Console;

/// <summary>All services at a glance.</summary>
public sealed class OverviewTests
{
    private const string Path = "/api/v1/overview";

    private readonly SteppedTime _time = new();

    [Fact]
    public async Task A_service_without_traffic_has_its_weights_and_no_number_that_nobody_measured()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        var revision = await admin.PutShopAsync();

        var overview = await OverviewAsync(admin);
        overview.GetProperty("gateway").GetString().ShouldBe("under-test");
        (overview.GetProperty("storeRevision").GetInt64(), overview.GetProperty("appliedRevision").GetInt64(), overview.GetProperty("storeUp").GetBoolean()).ShouldBe((revision, revision, true));
        (overview.GetProperty("window").GetString(), overview.GetProperty("sparkInterval").GetString()).ShouldBe(("10s", "10s"));
        overview.GetProperty("services").GetArrayLength().ShouldBe(1);
        overview.GetProperty("services")[0].GetRawText().ShouldBe(
            """{"name":"shop","revision":1,"baseline":"stable","desired":{"stable":90,"canary":10},"applied":{"stable":90,"canary":10},"observed":null,"rolledBack":false,"phase":null,"step":null,"message":null,"requestsPerSecond":0,"errorRate":null,"spark":[]}""");
    }

    [Fact]
    public async Task Rates_and_the_observed_split_are_those_of_the_counters()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        for (var i = 0; i < 6; i++)
        {
            Send(admin, "stable", 75, errors: 0);
            Send(admin, "canary", 25, errors: 5);
            Sample(admin);
        }

        var shop = await ShopAsync(admin);
        shop.GetProperty("requestsPerSecond").GetDouble().ShouldBe(20);
        shop.GetProperty("errorRate").GetDouble().ShouldBe(0.05);
        shop.GetProperty("observed").GetRawText().ShouldBe("""{"stable":75,"canary":25}""");
        shop.GetProperty("spark").GetRawText().ShouldBe("[20,20,20]");
    }

    [Fact]
    public async Task What_was_long_ago_is_in_no_number_of_now()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        Send(admin, "canary", 1_000, errors: 1_000);
        for (var i = 0; i < 13; i++)
        {
            Sample(admin);
        }

        var shop = await ShopAsync(admin);
        (shop.GetProperty("requestsPerSecond").GetDouble(), shop.GetProperty("errorRate").ValueKind, shop.GetProperty("observed").ValueKind).ShouldBe((0, JsonValueKind.Null, JsonValueKind.Null));
        shop.GetProperty("spark").GetRawText().ShouldBe("[100,0,0,0,0,0]");
    }

    [Fact]
    public async Task A_spark_has_the_last_five_minutes()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        for (var i = 1; i <= 101; i++)
        {
            Send(admin, "stable", i <= 40 ? 1 : 5, errors: 0);
            Sample(admin);
        }

        var spark = (await ShopAsync(admin)).GetProperty("spark").EnumerateArray().Select(value => value.GetDouble()).ToList();
        spark.ShouldBe(Enumerable.Repeat(1d, 30));
    }

    [Fact]
    public async Task Of_a_service_that_is_rolled_back_weights_are_what_is_wanted_and_the_baseline_has_all_that_is_in_force()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        (await admin.PatchAsync(Shop.Path, """{ "rolledBack": true }""")).Status.ShouldBe(200);

        var shop = await ShopAsync(admin);
        shop.GetProperty("rolledBack").GetBoolean().ShouldBeTrue();
        shop.GetProperty("desired").GetRawText().ShouldBe("""{"stable":90,"canary":10}""");
        shop.GetProperty("applied").GetRawText().ShouldBe("""{"stable":100,"canary":0}""");
    }

    [Fact]
    public async Task A_rollout_is_shown_with_its_step_and_its_line()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        (await admin.PostAsync(Shop.Path + "/rollout", """{"variant": "canary", "steps": [{"weight": 5, "gate": "manual"}, {"weight": 100}]}""")).Status.ShouldBe(201);

        var shop = await ShopAsync(admin);
        shop.GetProperty("phase").GetString().ShouldBe("Progressing");
        shop.GetProperty("step").GetRawText().ShouldBe("""{"number":1,"of":2,"weight":5}""");
        shop.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        shop.GetProperty("applied").GetRawText().ShouldBe("""{"stable":95,"canary":5}""");

        (await admin.PostAsync(Shop.Path + "/rollout/abort")).Status.ShouldBe(200);
        (await ShopAsync(admin)).GetProperty("phase").GetString().ShouldBe("Aborted");
    }

    [Fact]
    public async Task Numbers_are_the_fleets_where_this_gateway_is_alone_and_its_own_where_another_says_nothing()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("under-test", "1", 0, default, default), default);

        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("fleet", 1), "this gateway is known to be alone");
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("other", "1", 0, default, default), default);
        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("gateway", 2), "the other is there, and says nothing");
        await admin.Services.Store.Board.PostAsync("other", RatesJson.Write(new Dictionary<string, ServiceRates>()), TimeSpan.FromMinutes(1), default);
        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("fleet", 2), "the other was heard");
        await admin.Services.Store.Board.PostAsync("other", "nonsense", TimeSpan.FromMinutes(1), default);
        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("gateway", 2), "the other can't be understood");
    }

    [Fact]
    public async Task Numbers_of_others_are_added()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        await admin.PutShopAsync();
        await admin.Services.Store.AnnounceInstanceAsync(new InstanceInfo("other", "1", 0, default, default), default);
        var rates = new ServiceRates(10, 8, 4, new Dictionary<string, long> { ["stable"] = 30, ["canary"] = 10 }, [1, 2.5]);
        await admin.Services.Store.Board.PostAsync("other", RatesJson.Write(new Dictionary<string, ServiceRates> { ["shop"] = rates, ["unknown"] = rates }), TimeSpan.FromMinutes(1), default);

        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("fleet", 2), "the other was heard");
        var shop = await ShopAsync(admin);
        (shop.GetProperty("requestsPerSecond").GetDouble(), shop.GetProperty("errorRate").GetDouble()).ShouldBe((10, 0.5));
        shop.GetProperty("observed").GetRawText().ShouldBe("""{"stable":75,"canary":25}""");
        shop.GetProperty("spark").GetRawText().ShouldBe("[1,2.5]");
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_and_no_other_gateways_numbers_are_shown_as_current()
    {
        StoreWithOutage store = null!;
        await using var admin = await AdminUnderTest.StartAsync(wrap: inner => store = new StoreWithOutage(inner));
        await admin.PutShopAsync();
        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("fleet", 1), "this gateway is known to be alone");

        store.IsDown = true;
        await Eventually.TrueAsync(async () => ScopeOf(await OverviewAsync(admin)) == ("gateway", 1), "nobody knows of others");
        var overview = await OverviewAsync(admin);
        overview.GetProperty("storeUp").GetBoolean().ShouldBeFalse();
        overview.GetProperty("services").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_thousand_services_in_their_order_are_answered_quickly()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        var writes = Enumerable.Range(0, 1_000).Select(i => new ServiceWrite(
            $"s-{i:0000}", Shop.Other($"s-{i:0000}", $"s-{i}.example.com").Replace("{ \"match\"", $"{{ \"name\": \"s-{i:0000}\", \"match\"", StringComparison.Ordinal), null, [], WriteCondition.None));
        await admin.Services.Store.WriteAsync(new StoreWrite { Services = [.. writes], Origin = new WriteOrigin("test", null, "import", null) }, default);
        await Eventually.TrueAsync(() => admin.Services.Snapshots.Current.Services.Count == 1_000, "the services are in force");
        for (var sample = 0; sample < 120; sample++)
        {
            for (var i = 0; i < 1_000; i++)
            {
                admin.Services.Traffic.For($"s-{i:0000}", "stable").RequestStarted(SelectionReason.Weight);
            }

            Sample(admin);
        }

        var overview = await OverviewAsync(admin);
        overview.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("name").GetString()).ShouldBe(Enumerable.Range(0, 1_000).Select(i => $"s-{i:0000}"));
        overview.GetProperty("services")[999].GetProperty("spark").GetArrayLength().ShouldBe(30);

        // Its processor's time, which other programs of a busy machine do not lengthen.
        var milliseconds = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var began = ThreadTime.Now;
            using var writer = new Utf8JsonWriter(Stream.Null);
            new OverviewWriter(writer, admin.Services, new FleetState(1, null)).Write();
            writer.Flush();
            milliseconds.Add((ThreadTime.Now - began).TotalMilliseconds);
        }

        milliseconds.Sort();
        Figures.Report("Overview of 1,000 busy services, processor's time", string.Create(CultureInfo.InvariantCulture, $"p50 {Figures.Quantile([.. milliseconds], 0.5):0.0} ms"));
        Figures.Quantile([.. milliseconds], 0.5).ShouldBeLessThan(50);
    }

    [Fact]
    public async Task A_large_answer_is_compressed_where_the_client_takes_that()
    {
        await using var admin = await AdminUnderTest.StartAsync();
        var small = await admin.GetAsync(Path, ("Accept-Encoding", "br"));
        small.Headers.ShouldNotContainKey("Content-Encoding");
        for (var i = 0; i < 30; i++)
        {
            (await admin.PutAsync($"/api/v1/services/s-{i}", Shop.Other($"s-{i}", $"s-{i}.example.com"))).Status.ShouldBe(201);
        }

        foreach (var coding in new[] { "br", "gzip" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Path);
            request.Headers.Add("Accept-Encoding", coding);
            using var answer = await admin.Client.SendAsync(request);
            answer.Content.Headers.ContentEncoding.ShouldBe([coding]);
            await using var body = await answer.Content.ReadAsStreamAsync();
            await using Stream unpacked = coding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
            (await JsonDocument.ParseAsync(unpacked)).RootElement.GetProperty("services").GetArrayLength().ShouldBe(30);
        }
    }

    private static (string?, int) ScopeOf(JsonElement overview) => (overview.GetProperty("scope").GetString(), overview.GetProperty("gateways").GetInt32());

    private static async Task<JsonElement> OverviewAsync(AdminUnderTest admin)
    {
        var reply = await admin.GetAsync(Path);
        reply.Status.ShouldBe(200, reply.Text);
        return reply.Json;
    }

    private static async Task<JsonElement> ShopAsync(AdminUnderTest admin) => (await OverviewAsync(admin)).GetProperty("services")[0];

    private static void Send(AdminUnderTest admin, string variant, int requests, int errors)
    {
        var metrics = admin.Services.Traffic.For("shop", variant);
        for (var i = 0; i < requests; i++)
        {
            metrics.RequestStarted(SelectionReason.Weight);
            metrics.RequestEnded(i < errors ? 500 : 200, TimeSpan.FromMilliseconds(20));
        }
    }

    private void Sample(AdminUnderTest admin)
    {
        _ = admin.Services.Samples;
        _time.Advance(TrafficSampler.Interval);
        admin.Services.Samples.Sample();
    }
}

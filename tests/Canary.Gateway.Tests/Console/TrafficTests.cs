using System.Globalization;
using System.Text;
using System.Text.Json;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;
using Canary.Gateway.Telemetry.Sampling;
using Canary.Gateway.Tests.Admin;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Console;

/// <summary>The traffic of one service, for graphs.</summary>
public sealed class TrafficTests
{
    private const string Path = Shop.Path + "/traffic";

    private readonly SteppedTime _time = new();

    [Fact]
    public async Task Every_interval_has_a_value_of_each_variant_and_none_that_nobody_measured()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        Sample(admin);
        Send(admin, "canary", 50, errors: 5, TimeSpan.FromMilliseconds(20));
        Sample(admin);

        var traffic = (await admin.GetAsync(Path)).Json;
        traffic.GetProperty("interval").GetString().ShouldBe("5s");
        var points = traffic.GetProperty("points");
        points.GetProperty("at").EnumerateArray().Select(at => at.GetDateTimeOffset()).ShouldBe([_time.GetUtcNow() - TrafficSampler.Interval, _time.GetUtcNow()]);
        var variants = points.GetProperty("variants");
        variants.GetProperty("stable").GetRawText().ShouldBe("""{"requestsPerSecond":[0,0],"errorRate":[null,null],"p50":[null,null],"p99":[null,null]}""");
        var canary = variants.GetProperty("canary");
        canary.GetProperty("requestsPerSecond").GetRawText().ShouldBe("[0,10]");
        canary.GetProperty("errorRate").GetRawText().ShouldBe("[null,0.1]");
        canary.GetProperty("p50")[1].GetDouble().ShouldBeInRange(0.01, 0.025);
        canary.GetProperty("p99")[1].GetDouble().ShouldBeInRange(0.01, 0.025);
        traffic.GetProperty("evidence").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_quarter_of_an_hour_is_kept()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        for (var i = 0; i < 200; i++)
        {
            Send(admin, "stable", i * 5, errors: 0, TimeSpan.FromMilliseconds(1));
            Sample(admin);
        }

        var points = (await admin.GetAsync(Path)).Json.GetProperty("points");
        var times = points.GetProperty("at").EnumerateArray().Select(at => at.GetDateTimeOffset()).ToList();
        (times.Count, times[^1] - times[0]).ShouldBe((180, TimeSpan.FromMinutes(15) - TrafficSampler.Interval));
        points.GetProperty("variants").GetProperty("stable").GetProperty("requestsPerSecond").EnumerateArray().Select(value => value.GetInt32()).ShouldBe(Enumerable.Range(20, 180));
    }

    [Fact]
    public async Task Only_what_is_new_is_sent_to_who_has_the_rest()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        for (var i = 0; i < 5; i++)
        {
            Sample(admin);
        }

        var since = (_time.GetUtcNow() - (2 * TrafficSampler.Interval)).ToString("O", CultureInfo.InvariantCulture);
        var points = (await admin.GetAsync(Path + "?since=" + Uri.EscapeDataString(since))).Json.GetProperty("points");
        points.GetProperty("at").GetArrayLength().ShouldBe(2);
        points.GetProperty("variants").GetProperty("canary").GetProperty("p99").GetArrayLength().ShouldBe(2);

        var wrong = await admin.GetAsync(Path + "?since=yesterday");
        wrong.ShouldBeProblem(400, "invalid-parameter");
        wrong.Errors.ShouldHaveSingleItem().ShouldContain("yesterday");
        (await admin.GetAsync("/api/v1/services/nobody/traffic")).ShouldBeProblem(404, "service-not-found");
    }

    [Fact]
    public async Task A_service_that_is_deleted_and_made_anew_begins_anew()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        Send(admin, "stable", 100, errors: 0, TimeSpan.FromMilliseconds(1));
        Sample(admin);
        admin.Services.Traffic.Retain("shop", []);
        Sample(admin);
        Send(admin, "stable", 50, errors: 0, TimeSpan.FromMilliseconds(1));
        Sample(admin);

        var stable = (await admin.GetAsync(Path)).Json.GetProperty("points").GetProperty("variants").GetProperty("stable");
        stable.GetProperty("requestsPerSecond").GetRawText().ShouldBe("[0,0,10]");
    }

    [Fact]
    public async Task Rules_are_listed_in_order_with_their_hits_and_rates()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time);
        await admin.PutShopAsync();
        var rules = RuleCounters.Of(admin.Services.Snapshots.Current.Services["shop"].Config.Rules, null)!;
        admin.Services.Traffic.Keep("shop", rules);
        Sample(admin);
        for (var i = 0; i < 30; i++)
        {
            rules.Matched(1);
        }

        Sample(admin);
        Sample(admin);
        (await admin.GetAsync(Path)).Json.GetProperty("rules").GetRawText().ShouldBe(
            """[{"name":"beta testers","hits":0,"perSecond":0},{"name":"crawlers","hits":30,"perSecond":3}]""");
        Sample(admin);
        (await admin.GetAsync(Path)).Json.GetProperty("rules").GetRawText().ShouldBe(
            """[{"name":"beta testers","hits":0,"perSecond":0},{"name":"crawlers","hits":30,"perSecond":0}]""");
    }

    [Fact]
    public async Task Evidence_stands_beside_the_traffic_of_its_time()
    {
        await using var admin = await AdminUnderTest.StartAsync(time: _time, withEvidence: true);
        await admin.PutShopAsync();
        (await admin.PostAsync(Shop.Path + "/rollout", """{"variant": "canary", "analysis": {}, "steps": [{"weight": 5, "gate": "manual"}, {"weight": 100}]}""")).Status.ShouldBe(201);
        var id = admin.Services.Snapshots.Current.Services["shop"].State.Rollout!.State.Id;
        Sample(admin);
        await JudgeAsync(admin, id, 0.5);
        Sample(admin);
        Sample(admin);
        await JudgeAsync(admin, id, 2.25);
        Sample(admin);

        var evidence = (await admin.GetAsync(Path)).Json.GetProperty("evidence").GetProperty("checks");
        evidence.GetProperty("errors").GetRawText().ShouldBe("""{"log10":[null,0.5,null,2.25],"threshold":[null,2.3,null,2.3]}""");
        evidence.EnumerateObject().Select(check => check.Name).ShouldBe(["errors"]);
    }

    private async Task JudgeAsync(AdminUnderTest admin, string rollout, double log10)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var verdict = new Verdict(VerdictKind.Inconclusive, "little");
        var judgement = new Judgement(verdict, [new CheckResult("errors", verdict) { EvidenceLog10 = log10, ThresholdLog10 = 2.3 }, new CheckResult("sample-ratio", verdict)], log10, 2);
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            JudgementJson.WriteFields(writer, judgement, _time.GetUtcNow());
            writer.WriteEndObject();
        }

        await admin.Services.Store.SaveJudgementsAsync(new Dictionary<string, string> { [rollout] = Encoding.UTF8.GetString(json.ToArray()) }, default);
        await admin.Services.Evidence!.RoundAsync(default);
    }

    private static void Send(AdminUnderTest admin, string variant, int requests, int errors, TimeSpan duration)
    {
        var metrics = admin.Services.Traffic.For("shop", variant);
        for (var i = 0; i < requests; i++)
        {
            metrics.RequestStarted(SelectionReason.Weight);
            metrics.RequestEnded(i < errors ? 500 : 200, duration);
        }
    }

    private void Sample(AdminUnderTest admin)
    {
        _ = admin.Services.Samples;
        _time.Advance(TrafficSampler.Interval);
        admin.Services.Samples.Sample();
    }
}

using System.Net;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>Checks that say a verdict: ratios with a threshold, and webhooks.</summary>
public sealed class VerdictChecksTests
{
    private const string Ratio = """ "prometheus": { "url": "http://prometheus:9090/base/", "ratio": { "query": "r", "max": 1.5 } } """;

    private const string Webhook = """ "webhook": { "url": "https://ci.example.com/smoke?x=1", "interval": "20s" } """;

    [Fact]
    public async Task A_ratio_fails_above_its_threshold_in_three_polls_in_a_row()
    {
        await using var checks = await ChecksUnderTest.StartAsync(Ratio);

        (await RatioAsync(checks, 1.5)).ShouldBe(new Verdict(VerdictKind.Pass, "failures 1.5, not above 1.5"));
        (await RatioAsync(checks, 1.6)).ShouldBe(new Verdict(VerdictKind.Inconclusive, "failures 1.6, above 1.5 in 1 of 3 polls in a row"));
        (await RatioAsync(checks, 1.7)).Kind.ShouldBe(VerdictKind.Inconclusive);
        (await RatioAsync(checks, 0.2)).Kind.ShouldBe(VerdictKind.Pass);
        await RatioAsync(checks, 1.6);
        await RatioAsync(checks, 1.6);
        (await RatioAsync(checks, double.NaN)).Kind.ShouldBe(VerdictKind.Error);
        (await RatioAsync(checks, 1.6)).Kind.ShouldBe(VerdictKind.Inconclusive);
        (await RatioAsync(checks, 1.6)).Kind.ShouldBe(VerdictKind.Inconclusive);
        (await RatioAsync(checks, 1.7)).ShouldBe(new Verdict(VerdictKind.Fail, "1.7, above 1.5 in 3 polls in a row"));
        (await RatioAsync(checks, 1.8)).Kind.ShouldBe(VerdictKind.Fail);
        checks.Source.Requests[0].ShouldBe(("http://prometheus:9090/base/api/v1/query", "query=r"));
    }

    [Theory]
    [InlineData("""{"verdict": "Pass"}""", VerdictKind.Pass, "failures: it says Pass")]
    [InlineData("""{"verdict": "Pass", "message": "12 of 12", "more": [1]}""", VerdictKind.Pass, "failures: 12 of 12")]
    [InlineData("""{"verdict": "Inconclusive", "message": "still running"}""", VerdictKind.Inconclusive, "failures: still running")]
    [InlineData("""{"verdict": "Fail", "message": "login\nis broken"}""", VerdictKind.Fail, "login\\u000ais broken")]
    [InlineData("""{"verdict": "Fail", "message": 5}""", VerdictKind.Fail, "it says Fail")]
    public async Task A_webhooks_verdict_is_taken_as_it_is(string body, VerdictKind kind, string message)
    {
        await using var checks = await ChecksUnderTest.StartAsync(Webhook);
        checks.Source.Answer = _ => (HttpStatusCode.OK, body);

        (await checks.PollAsync()).ShouldBe(new OutsideAnswer.Said(new Verdict(kind, message)));
        checks.Source.Requests.ShouldBe([("https://ci.example.com/smoke?x=1", """{"service":"shop","rollout":"r-1","step":1,"weight":10,"variant":"canary","baseline":"stable"}""")]);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"verdict": "Error"}""")]
    [InlineData(HttpStatusCode.OK, """{"verdict": "pass"}""")]
    [InlineData(HttpStatusCode.OK, """{"verdict": true}""")]
    [InlineData(HttpStatusCode.OK, "\"Pass\"")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.Accepted, """{"verdict": "Pass"}""")]
    [InlineData(HttpStatusCode.InternalServerError, """{"verdict": "Fail"}""")]
    public async Task A_webhook_that_says_nothing_of_use_is_an_error(HttpStatusCode status, string body)
    {
        await using var checks = await ChecksUnderTest.StartAsync(Webhook);
        checks.Source.Answer = _ => (status, body);

        var verdict = (await checks.PollAsync()).ShouldBeOfType<OutsideAnswer.Said>().Verdict;

        verdict.Kind.ShouldBe(VerdictKind.Error);
        verdict.Message.ShouldBe(status == HttpStatusCode.OK
            ? "https://ci.example.com answers with something that is no {\"verdict\": \"Pass\"}, Fail or Inconclusive, since 2026-01-02T00:00:20Z"
            : $"https://ci.example.com answers {(int)status}, since 2026-01-02T00:00:20Z");
    }

    [Fact]
    public async Task A_webhook_is_asked_at_its_interval_and_anew_in_another_step()
    {
        await using var checks = await ChecksUnderTest.StartAsync(Webhook);
        checks.Source.Answer = _ => (HttpStatusCode.OK, """{"verdict": "Pass"}""");
        await checks.PollAsync();
        checks.Time.Advance(TimeSpan.FromSeconds(19));
        await checks.SettledAsync();
        checks.Source.Requests.Count.ShouldBe(1);

        checks.Rollout = checks.Rollout with { State = checks.Rollout.State with { Step = 1 } };
        checks.Source.Answer = body => (HttpStatusCode.OK, $$"""{"verdict": "Pass", "message": "{{(body.Contains("\"step\":2,\"weight\":50", StringComparison.Ordinal) ? "second" : "first")}}"}""");

        checks.Now().ShouldBeOfType<OutsideAnswer.Said>().Verdict.Kind.ShouldBe(VerdictKind.Inconclusive, "what was said about the step before says nothing about this one");
        (await checks.SettledAsync()).ShouldBe(new OutsideAnswer.Said(new Verdict(VerdictKind.Pass, "failures: second")));
        checks.Source.Requests.Count.ShouldBe(2);
    }

    private static async Task<Verdict> RatioAsync(ChecksUnderTest checks, double ratio)
    {
        checks.Source.Values["r"] = ratio;
        return (await checks.PollAsync()).ShouldBeOfType<OutsideAnswer.Said>().Verdict;
    }
}

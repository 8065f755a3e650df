using System.Net;
using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Gateway.Addressing;
using Canary.Gateway.Control.Analysis;
using Canary.Gateway.Notifications;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>A source that is away or answers nothing of use is an Error with a sentence, never a Fail.</summary>
public sealed class CheckProblemsTests
{
    private const string NoAnswer = "http://prometheus:9090 answers with something that is no answer of Prometheus";

    /// <summary>A status, a body, and what is wrong with it.</summary>
    public static TheoryData<HttpStatusCode, string, string> Bad => new()
    {
        { HttpStatusCode.OK, FakeSource.Vector("NaN"), "its query gives NaN for canary" },
        { HttpStatusCode.OK, FakeSource.Vector("+Inf"), "its query gives +Inf for canary" },
        { HttpStatusCode.OK, FakeSource.Vector("-1"), "its query gives -1, which is no counter, for canary" },
        { HttpStatusCode.OK, FakeSource.Vector("1e300"), "its query gives 1E+300, which is no counter, for canary" },
        { HttpStatusCode.OK, FakeSource.Vector(), "its query gives nothing (where that means 0, write 'or vector(0)' behind it) for canary" },
        { HttpStatusCode.OK, FakeSource.Vector("1", "2"), "its query gives 2 series, but one is wanted, such as by sum(...) for canary" },
        { HttpStatusCode.OK, FakeSource.Vector("one"), $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, """{"status":"success","data":{"resultType":"matrix","result":[]}}""", "its query gives the text 'matrix', but one number is wanted for canary" },
        { HttpStatusCode.OK, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"histogram":[1,{}]}]}}""", "its query gives a histogram, but one number is wanted for canary" },
        { HttpStatusCode.OK, """{"status":"success","data":{"resultType":"vector","result":[{"value":[{},7]}]}}""", $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, """{"status":"success","data":5}""", $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, "<html>", $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, "", $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, "[]", $"{NoAnswer} for canary" },
        { HttpStatusCode.OK, new string('x', SourceClient.MaxAnswerBytes + 1), "http://prometheus:9090 answers with more than 256 KB for canary" },
        { HttpStatusCode.BadRequest, """{"status":"error","errorType":"bad_data","error":"parse error\nhere"}""", "http://prometheus:9090 answers 400 (parse error\\u000ahere) for canary" },
        { HttpStatusCode.ServiceUnavailable, "sorry", "http://prometheus:9090 answers 503 for canary" },
        { HttpStatusCode.Found, "", "http://prometheus:9090 answers 302 for canary" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task An_answer_of_no_use_is_an_error_that_says_what_and_since_when(HttpStatusCode status, string body, string problem)
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        checks.Source.Answer = _ => (status, body);

        var first = await checks.PollAsync();
        var second = await checks.PollAsync();

        first.ShouldBe(new OutsideAnswer.Said(new Verdict(VerdictKind.Error, $"{problem}, since 2026-01-02T00:00:15Z")));
        second.ShouldBe(first, "it is so since then");
    }

    [Fact]
    public async Task An_error_ends_with_the_next_answer_and_the_next_one_begins_anew()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        checks.Source.Answer = _ => (HttpStatusCode.BadGateway, "");
        await checks.PollAsync();
        checks.Source.Answer = null;
        (await checks.PollAsync(1, 1)).ShouldBeOfType<OutsideAnswer.Counted>();

        checks.Source.Answer = _ => (HttpStatusCode.BadGateway, "");
        (await checks.PollAsync()).ShouldBeOfType<OutsideAnswer.Said>().Verdict.Message.ShouldEndWith(", since 2026-01-02T00:00:45Z");
    }

    [Fact]
    public async Task A_source_that_is_down_is_an_error()
    {
        using var client = OutboundClient.Create(AddressPolicy.Least.Callbacks);
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        await using var checks = await ChecksUnderTest.StartAsync($$""" "webhook": { "url": "{{url}}/hook?token=secret" } """, client);

        var verdict = (await checks.PollAsync()).ShouldBeOfType<OutsideAnswer.Said>().Verdict;

        verdict.Kind.ShouldBe(VerdictKind.Error);
        verdict.Message.ShouldStartWith($"{url} did not answer (Connection refused");
        verdict.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_source_that_hangs_is_given_up_and_one_that_is_the_gateways_own_admin_listener_is_not_asked()
    {
        await using var backend = await StubBackend.StartAsync("source");
        using var client = OutboundClient.Create(AddressPolicy.Parse(new AddressOptions(), () => [new Uri("http://127.0.0.1:1")], []).Callbacks);
        using var sources = new CheckSources(client, TimeProvider.System, NullLogger<OutsideChecks>.Instance) { Timeout = TimeSpan.FromMilliseconds(200) };
        await using var checks = await ChecksUnderTest.StartAsync();
        var about = new CheckSubject("shop", "stable", checks.Rollout);

        var hangs = await sources.AskAsync(new CheckConfig.Webhook("w", backend.Address + "/stall", TimeSpan.FromSeconds(1)), about);
        var stalls = await sources.AskAsync(new CheckConfig.Webhook("w", backend.Address + "/stall-body", TimeSpan.FromSeconds(1)), about);
        var own = await sources.AskAsync(new CheckConfig.Webhook("w", "http://127.0.0.1:1/", TimeSpan.FromSeconds(1)), about);

        hangs.ShouldBe(new SourceReading.Problem($"{backend.Address} did not answer in time"));
        stalls.ShouldBe(new SourceReading.Problem($"{backend.Address} did not answer in time"));
        own.ShouldBeOfType<SourceReading.Problem>().Why.ShouldContain("own admin listener");
    }
}

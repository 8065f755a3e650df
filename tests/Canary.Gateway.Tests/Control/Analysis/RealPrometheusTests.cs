using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Gateway.Addressing;
using Canary.Gateway.Notifications;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>The same with a Prometheus as people run it.</summary>
public sealed class RealPrometheusTests
{
    [Fact]
    public async Task Counters_ratios_and_mistakes_are_read_from_a_real_Prometheus()
    {
        var (canary, stable) = (3, 40);
        var metrics = $"http://127.0.0.1:{FreePort.Next()}";
        await using var app = Metrics(metrics);
        app.MapGet("/metrics", () => $"# TYPE failures_total counter\nfailures_total{{version=\"canary\"}} {canary}\nfailures_total{{version=\"stable\",pod=\"a\"}} {stable}\nfailures_total{{version=\"stable\",pod=\"b\"}} 0\n");
        await app.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(new ScrapeJob("app", new Uri(metrics + "/metrics")));
        using var client = OutboundClient.Create(AddressPolicy.Least.Callbacks);
        var url = prometheus.Address.AbsoluteUri;

        await using var counters = await ChecksUnderTest.StartAsync($$$""" "prometheus": { "url": "{{{url}}}", "query": "sum(failures_total{version=\"{{variant}}\"}) or vector(0)" } """, client);
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("sum(failures_total)")).Values.SingleOrDefault() == 43, "the first scrape");
        await counters.PollAsync();
        await counters.PollAsync();
        (canary, stable) = (5, 41);
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("sum(failures_total)")).Values.SingleOrDefault() == 46, "the next scrape");
        (await counters.PollAsync()).ShouldBeOfType<OutsideAnswer.Counted>().Rows.ShouldBe([new EventCounts(0.1, 2, 1)]);

        await using var ratio = await ChecksUnderTest.StartAsync($$""" "prometheus": { "url": "{{url}}", "ratio": { "query": "scalar(failures_total{version=\"canary\"}) / 2", "max": 2.5 } } """, client);
        (await ratio.PollAsync()).ShouldBe(new OutsideAnswer.Said(new Verdict(VerdictKind.Pass, "failures 2.5, not above 2.5")));

        (await ProblemAsync(url, client, "failures_total{version=\\\"{{variant}}\\\",pod=~\\\"[ab]\\\"} or failures_total{version=\\\"stable\\\"}")).ShouldStartWith("its query gives 2 series, but one is wanted, such as by sum(...) for canary");
        (await ProblemAsync(url, client, "nothing{version=\\\"{{variant}}\\\"}")).ShouldStartWith("its query gives nothing");
        (await ProblemAsync(url, client, "sum({{variant}}")).ShouldStartWith($"{url.TrimEnd('/')} answers 400 (");
        (await ProblemAsync(url, client, "failures_total{version=\\\"{{variant}}\\\"}[5m]")).ShouldStartWith("its query gives the text 'matrix', but one number is wanted");
        (await ProblemAsync(url, client, "0 * failures_total{version=\\\"{{variant}}\\\"} / 0")).ShouldStartWith("its query gives NaN for canary");
    }

    private static WebApplication Metrics(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        return builder.Build();
    }

    private static async Task<string> ProblemAsync(string url, HttpMessageInvoker client, string query)
    {
        await using var checks = await ChecksUnderTest.StartAsync($$""" "prometheus": { "url": "{{url}}", "query": "{{query}}" } """, client);
        var verdict = (await checks.PollAsync()).ShouldBeOfType<OutsideAnswer.Said>().Verdict;
        verdict.Kind.ShouldBe(VerdictKind.Error);
        return verdict.Message;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Canary.Core.Selection;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class MetricsEndpointTests : IAsyncLifetime
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string TextPath = "/text/metrics";

    private readonly TrafficMetrics _traffic = new();
    private readonly GatewayMetrics _gateway = new(TimeProvider.System, "1.2.3");
    private readonly ConcurrentDictionary<string, string?> _served = new();
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly HttpClient _client;
    private readonly WebApplication _host;

    public MetricsEndpointTests()
    {
        _client = new HttpClient { BaseAddress = _address };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(_address.ToString());
        builder.Logging.ClearProviders();
        _host = builder.Build();

        // Not every Prometheus can be told which format to ask for, so one path does not listen to it.
        _host.Use(async (context, next) =>
        {
            if (context.Request.Path == TextPath)
            {
                context.Request.Headers.Accept = "text/plain";
            }

            await next(context);
            _served[context.Request.Path] = context.Response.ContentType;
        });
        MetricFamily[] families = [.. _gateway.Families, .. TrafficFamilies.Of(_traffic), .. ProcessFamilies.Create()];
        _host.UseRouting();
        _host.MapMetrics(families);
        _host.MapGroup("/text").MapMetrics(families);
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(null, Text)]
    [InlineData("text/plain", Text)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", OpenMetrics)]
    public async Task A_scraper_gets_the_format_it_asks_for(string? accept, string contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.NonValidated["Content-Type"].ToString().ShouldBe(contentType);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ExpositionPage.Parse(page, contentType == OpenMetrics).Series.ShouldContainKey("canary_store_up");
    }

    [Fact]
    public async Task Nothing_but_reading_is_allowed()
    {
        using var answer = await _client.PostAsync(new Uri("/metrics", UriKind.Relative), null, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_complain_about_in_the_text_format()
    {
        Count("shop", "canary", SelectionReason.Rule, 503);
        var page = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        var (exitCode, output) = await CheckAsync(page);

        output.ShouldBeEmpty();
        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Promtool_does_complain_about_a_page_that_deserves_it()
    {
        var (exitCode, output) = await CheckAsync("# TYPE orders counter\norders 1\n");

        output.ShouldContain("orders");
        exitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task A_real_Prometheus_reads_the_same_numbers_from_both_formats()
    {
        Count("shop", "canary", SelectionReason.Rule, 503);
        Count("shop", "canary", SelectionReason.Sticky, 200);
        Count("shop", "stable", SelectionReason.Weight, 200);
        _traffic.For("shop", "stable").RequestStarted(SelectionReason.Weight);
        _traffic.For("shop", "canary").WeightRatio = 0.0001;
        _traffic.For("shop", "stable").WeightRatio = 0.9999;
        _gateway.StoreRevisionSeen(7);

        await using var prometheus = await PrometheusServer.StartAsync(
            new ScrapeJob("text", new Uri(_address, TextPath)), new ScrapeJob("openmetrics", new Uri(_address, "/metrics")));
        await Eventually.TrueAsync(
            async () => (await prometheus.QueryAsync("canary_requests_in_flight{variant=\"stable\"} == 1")).Count == 2, "both formats are scraped");

        _served[TextPath].ShouldBe(Text);
        _served["/metrics"].ShouldBe(OpenMetrics);
        foreach (var job in (string[])["text", "openmetrics"])
        {
            await ShouldHaveAllAsync(prometheus, job);
        }
    }

    [Fact]
    public async Task A_deleted_service_is_gone_from_the_page_and_from_Prometheus()
    {
        Count("shop", "canary", SelectionReason.Rule, 200);
        Count("blog", "canary", SelectionReason.Rule, 200);
        await using var prometheus = await PrometheusServer.StartAsync(new ScrapeJob("openmetrics", new Uri(_address, "/metrics")));
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("count(canary_weight_ratio) == 2")).Count == 1, "two services are known");

        _traffic.Retain("blog", []);

        var page = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        page.ShouldNotContain("blog");
        page.ShouldContain("shop");
        await Eventually.TrueAsync(async () => (await prometheus.QueryAsync("{service=\"blog\"}")).Count == 0, "the series of the deleted service went stale");
    }

    private static async Task ShouldHaveAllAsync(PrometheusServer prometheus, string job)
    {
        async Task<double> Sum(string metric) => (await prometheus.QueryAsync($"sum({metric.Replace("{", $"{{job=\"{job}\",", StringComparison.Ordinal)})"))[""];

        (await prometheus.LastErrorAsync(job)).ShouldBe("");
        (await Sum("up{}")).ShouldBe(1);
        (await Sum("canary_requests_total{}")).ShouldBe(3);
        (await Sum("canary_requests_total{variant=\"canary\",code=\"503\"}")).ShouldBe(1);
        (await Sum("canary_requests_total{code=\"502\"}")).ShouldBe(0);
        (await Sum("canary_request_duration_seconds_bucket{variant=\"canary\",le=\"0.01\"}")).ShouldBe(0);
        (await Sum("canary_request_duration_seconds_bucket{variant=\"canary\",le=\"1.0\"}")).ShouldBe(2);
        (await Sum("canary_request_duration_seconds_bucket{variant=\"canary\",le=\"+Inf\"}")).ShouldBe(2);
        (await Sum("canary_request_duration_seconds_count{variant=\"canary\"}")).ShouldBe(2);
        (await Sum("canary_request_duration_seconds_sum{variant=\"canary\"}")).ShouldBe(0.04);
        (await Sum("canary_selections_total{reason=\"weight\"}")).ShouldBe(2);
        (await Sum("canary_weight_ratio{variant=\"canary\"}")).ShouldBe(0.0001);
        (await Sum("canary_store_revision{}")).ShouldBe(7);
        (await Sum("canary_build_info{version=\"1.2.3\"}")).ShouldBe(1);
        (await Sum("process_resident_memory_bytes{}")).ShouldBeGreaterThan(0);
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var errors = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await output + await errors);
    }

    private void Count(string service, string variant, SelectionReason reason, int code)
    {
        var metrics = _traffic.For(service, variant);
        metrics.RequestStarted(reason);
        metrics.RequestEnded(code, TimeSpan.FromMilliseconds(20));
    }
}

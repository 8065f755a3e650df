using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Tests.Telemetry.Logs;
using Canary.TestKit;
using Canary.TestKit.Ecs;

namespace Canary.Gateway.Tests.Proxy.Observation;

public sealed class AccessLogTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task A_line_says_who_asked_for_what_which_variant_answered_why_and_how_fast()
    {
        using var capture = new LineCapture();
        await using (var backend = await StubBackend.StartAsync("stable"))
        await using (var proxy = await ProxyUnderTest.StartAsync(options => options.TrustedProxies = ["127.0.0.1"], capture.Loggers))
        {
            await proxy.ApplyAsync(TestServices.Single(backend));
            using var request = new HttpRequestMessage(HttpMethod.Put, "/download/a%20b?bytes=12&token=secret") { Headers = { Host = "shop.example.com:81" } };
            request.Headers.TryAddWithoutValidation("User-Agent", "curl/8 \"quoted\"");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.7");
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer hidden-1");
            request.Headers.TryAddWithoutValidation("Cookie", "session=hidden-2");
            request.Content = new ByteArrayContent(new byte[7]);
            (await proxy.Client.SendAsync(request)).Dispose();
        }

        var line = AccessLines(capture).ShouldHaveSingleItem();
        line.ShouldNotContain("secret");
        line.ShouldNotContain("hidden");
        var json = JsonDocument.Parse(line).RootElement;
        Text(json, "event.dataset").ShouldBe("canary.access");
        Text(json, "event.outcome").ShouldBe("success");
        Text(json, "http.request.method").ShouldBe("PUT");
        Text(json, "http.version").ShouldBe("1.1");
        Number(json, "http.request.body.bytes").ShouldBe(7);
        Number(json, "http.response.status_code").ShouldBe(200);
        Text(json, "url.path").ShouldBe("/download/a%20b");
        Text(json, "url.domain").ShouldBe("shop.example.com");
        Text(json, "url.scheme").ShouldBe("http");
        Text(json, "client.ip").ShouldBe("203.0.113.7");
        Text(json, "user_agent.original").ShouldBe("curl/8 \"quoted\"");
        Text(json, "canary.service").ShouldBe("shop");
        Text(json, "canary.variant").ShouldBe("stable");
        Text(json, "canary.reason").ShouldBe("weight");
        Number(json, "canary.revision").ShouldBe(1);
        Text(json, "canary.upstream.address").ShouldStartWith("http://127.0.0.1:");
        Number(json, "canary.upstream.status_code").ShouldBe(200);
        Number(json, "canary.upstream.duration").ShouldBeInRange(1, Number(json, "event.duration"));
        Text(json, "trace.id").ShouldBe(Trace);
    }

    [Fact]
    public async Task A_line_says_who_answered_in_place_of_a_canary_that_failed()
    {
        using var capture = new LineCapture();
        await using (var backend = await StubBackend.StartAsync("stable"))
        await using (var proxy = await ProxyUnderTest.StartAsync(accessLog: capture.Loggers))
        {
            var canary = new VariantConfig { Destinations = [new DestinationConfig($"http://127.0.0.1:{FreePort.Next()}")] };
            await proxy.ApplyAsync(TestServices.Split(TestServices.Variant(backend), canary, 100) with { Traffic = new TrafficConfig { Fallback = new FallbackConfig() } });
            (await proxy.Client.GetStringAsync(new Uri("/cart", UriKind.Relative))).ShouldBe("stable");
        }

        var json = JsonDocument.Parse(AccessLines(capture).ShouldHaveSingleItem()).RootElement;
        Text(json, "canary.variant").ShouldBe("canary");
        Text(json, "canary.answered_by").ShouldBe("stable");
        Number(json, "canary.attempts").ShouldBe(2);
        Number(json, "http.response.status_code").ShouldBe(200);
        Number(json, "canary.upstream.status_code").ShouldBe(200);
        Text(json, "message").ShouldContain(" by shop/canary (weight), answered by stable in ");
    }

    [Fact]
    public async Task Requests_without_a_service_or_a_working_backend_have_their_lines_too()
    {
        using var capture = new LineCapture();
        await using (var proxy = await ProxyUnderTest.StartAsync(accessLog: capture.Loggers))
        {
            (await proxy.Client.GetAsync("/none")).Dispose();
            await using (var backend = await StubBackend.StartAsync("stable"))
            {
                await proxy.ApplyAsync(TestServices.Single(backend));
            }

            (await proxy.Client.GetAsync("/refused")).Dispose();
        }

        var lines = AccessLines(capture).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Select(json => Number(json, "http.response.status_code")).ShouldBe([503, 502]);
        lines.Select(json => json.TryGetProperty("canary.service", out _)).ShouldBe([false, true]);
        Text(lines[1], "event.outcome").ShouldBe("failure");
        Text(lines[1], "error.type").ShouldBe("Request");
        lines[1].TryGetProperty("canary.upstream.duration", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_leaves_has_a_line_with_499()
    {
        using var capture = new LineCapture();
        await using (var backend = await StubBackend.StartAsync("stable"))
        await using (var proxy = await ProxyUnderTest.StartAsync(accessLog: capture.Loggers))
        {
            await proxy.ApplyAsync(TestServices.Single(backend));
            using var impatient = new CancellationTokenSource();
            var stalled = proxy.Client.GetAsync("/stall", impatient.Token);
            await Eventually.TrueAsync(() => backend.Requests == 1, "the backend is asked");
            await impatient.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(stalled);
            await Eventually.TrueAsync(() => backend.Aborted == 1, "the backend is let go");
        }

        Number(JsonDocument.Parse(AccessLines(capture).Single()).RootElement, "http.response.status_code").ShouldBe(499);
    }

    [Theory]
    [InlineData("GET /%0d%0a%22%00%1b%c2%85%e2%80%a8{} HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /a\"b\\c'd{}<>|^` HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: \"},{\"log.level\":\"fatal\"\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: tab\there \u001b[2J\u0001\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: \u00fc \u2028 \u0085 \ud83d\ude00\r\n")]
    [InlineData("G\"ET / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("X-ODD_METHOD! / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET http://a/absolute?token=secret HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /a\nb HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: x\rforged: 1\r\n")]
    [InlineData("GET /#fragment\"\r HTTP/1.1\r\nHost: a\r\n")]
    public async Task Hostile_requests_break_no_line(string head)
    {
        using var capture = new LineCapture();
        await SendAsync(capture, head + "Connection: close\r\n\r\n");
        AccessLines(capture, atLeast: 0).ShouldAllBe(line => !line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(7_000, 0)]
    [InlineData(0, 30_000)]
    [InlineData(100 * 1024, 0)]
    [InlineData(0, 100 * 1024)]
    public async Task Long_values_are_cut_or_refused_and_break_no_line(int pathCharacters, int headerCharacters)
    {
        using var capture = new LineCapture();
        await SendAsync(capture, $"GET /{new string('p', pathCharacters)} HTTP/1.1\r\nHost: a\r\nUser-Agent: {new string('u', headerCharacters)}\r\nConnection: close\r\n\r\n");

        var lines = AccessLines(capture, atLeast: 0);
        lines.ShouldAllBe(line => line.Length < 8_000);
        if (pathCharacters == 7_000)
        {
            Text(JsonDocument.Parse(lines.Single()).RootElement, "url.path").ShouldEndWith("…[7001 characters]");
        }

        if (headerCharacters == 30_000)
        {
            Text(JsonDocument.Parse(lines.Single()).RootElement, "user_agent.original").ShouldEndWith("…[30000 characters]");
        }
    }

    private static async Task SendAsync(LineCapture capture, string request)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(accessLog: capture.Loggers);
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", proxy.Url.Port);
        using var answer = new MemoryStream();
        try
        {
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
            await client.GetStream().CopyToAsync(answer);
        }
        catch (IOException)
        {
            // Refused before all of it was read; the answer, or none, is as good as any here.
        }
    }

    /// <summary>The lines of the access log, after all lines were found valid.</summary>
    private static List<string> AccessLines(LineCapture capture, int atLeast = 1)
    {
        capture.Loggers.CreateLogger("Last").Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "end", null, (text, _) => text);
        var lines = capture.Finish();
        foreach (var line in lines)
        {
            EcsSchema.Check(line).ShouldBeEmpty(line);
        }

        var access = lines.Where(line => line.Contains("\"canary.access\"", StringComparison.Ordinal)).ToList();
        access.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        return access;
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

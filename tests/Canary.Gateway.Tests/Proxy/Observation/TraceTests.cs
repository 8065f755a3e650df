using System.Diagnostics;
using Canary.TestKit;
using Canary.TestKit.Otlp;
using OpenTelemetry.Proto.Trace.V1;

namespace Canary.Gateway.Tests.Proxy.Observation;

/// <summary>Traces through the whole gateway to a real receiver. In one class, so that no two gateways with traces on run at once: they would share a source.</summary>
public sealed class TraceTests
{
    private const string ClientTrace = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpan = "b7ad6b7169203331";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_trace_goes_from_the_client_through_the_gateway_to_the_backend(bool grpc)
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc);
        await using var backend = await StubBackend.StartAsync("canary");
        await using var gateway = await StartAsync(collector, grpc, backend, ("Traces:Headers", "x-tenant=blue"), ("Proxy:TrustedProxies:0", "127.0.0.1"));

        using var answer = await SendAsync(gateway, "/echo/a%20b?token=secret", ("traceparent", $"00-{ClientTrace}-{ClientSpan}-01"), ("tracestate", "vendor=1"), ("X-Group", "beta"));
        var spans = await collector.WaitForSpansAsync(2);
        var server = spans.Single(span => span.Span.Kind == Span.Types.SpanKind.Server);
        var client = spans.Single(span => span.Span.Kind == Span.Types.SpanKind.Client);

        server.TraceId.ShouldBe(ClientTrace);
        server.ParentId.ShouldBe(ClientSpan);
        client.TraceId.ShouldBe(ClientTrace);
        client.ParentId.ShouldBe(server.SpanId);
        backend.LatestHeaders["traceparent"].ShouldBe($"00-{ClientTrace}-{client.SpanId}-01");
        backend.LatestHeaders["tracestate"].ShouldBe("vendor=1");
        server.Span.TraceState.ShouldBe("vendor=1");

        server.Span.Name.ShouldBe("GET shop");
        client.Span.Name.ShouldBe("GET");
        foreach (var span in spans)
        {
            span.Scope.ShouldBe("Canary.Gateway");
            span.Resource["service.name"].ShouldBe("canary-gateway");
            span.Resource["service.instance.id"].ShouldStartWith("gateway-");
            span.Attributes["canary.service"].ShouldBe("shop");
            span.Attributes["canary.variant"].ShouldBe("canary");
            span.Attributes["canary.reason"].ShouldBe("rule");
            span.Attributes["canary.rule"].ShouldBe("beta");
            span.Attributes["canary.revision"].ShouldBe("1");
            span.Attributes["http.request.method"].ShouldBe("GET");
            span.Attributes["http.response.status_code"].ShouldBe("200");
            span.Attributes.Values.ShouldAllBe(value => !value.Contains("secret", StringComparison.Ordinal));
            span.Span.EndTimeUnixNano.ShouldBeGreaterThan(span.Span.StartTimeUnixNano);
        }

        server.Attributes["url.path"].ShouldBe("/echo/a%20b");
        server.Attributes["server.address"].ShouldBe("shop.example.com");
        server.Attributes["client.address"].ShouldBe("127.0.0.1");
        server.Attributes["network.protocol.version"].ShouldBe("1.1");
        client.Attributes["url.full"].ShouldBe($"{backend.Address}/echo/a%20b");
        client.Attributes["server.port"].ShouldBe($"{backend.Port}");
        collector.LatestHeaders["x-tenant"].ShouldBe("blue");
    }

    [Fact]
    public async Task A_client_without_trust_begins_a_new_trace()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var backend = await StubBackend.StartAsync("canary");
        await using var gateway = await StartAsync(collector, grpc: false, backend);

        using var answer = await SendAsync(gateway, "/echo", ("traceparent", $"00-{ClientTrace}-{ClientSpan}-00"), ("tracestate", "vendor=1"));
        var server = (await collector.WaitForSpansAsync(2)).Single(span => span.Span.Kind == Span.Types.SpanKind.Server);
        server.TraceId.ShouldNotBe(ClientTrace);
        server.ParentId.ShouldBeEmpty();
        backend.LatestHeaders["traceparent"].ShouldStartWith($"00-{server.TraceId}-");
        backend.LatestHeaders.ContainsKey("tracestate").ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_trusted_peer_decided_about_sampling_holds()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var backend = await StubBackend.StartAsync("canary");
        await using (var records = await StartAsync(collector, grpc: false, backend, ("Proxy:TrustedProxies:0", "127.0.0.1")))
        {
            using var unsampled = await SendAsync(records, "/echo", ("traceparent", $"00-{ClientTrace}-{ClientSpan}-00"));
            backend.LatestHeaders["traceparent"].ShouldMatch($"^00-{ClientTrace}-[0-9a-f]{{16}}-00$");
        }

        // The gateway sent what it had when it stopped.
        collector.Spans.ShouldBeEmpty();
        await using (var recordsNothing = await StartAsync(collector, grpc: false, backend, ("Proxy:TrustedProxies:0", "127.0.0.1"), ("Traces:SampleRatio", "0")))
        {
            using var own = await SendAsync(recordsNothing, "/echo");
            backend.LatestHeaders["traceparent"].ShouldEndWith("-00");
            using var sampled = await SendAsync(recordsNothing, "/echo", ("traceparent", $"00-{ClientTrace}-{ClientSpan}-01"));
            backend.LatestHeaders["traceparent"].ShouldEndWith("-01");
        }

        collector.Spans.Count.ShouldBe(2);
        collector.Spans.ShouldAllBe(span => span.TraceId == ClientTrace);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("nonsense")]
    public async Task An_invalid_parent_is_none(string parent)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var backend = await StubBackend.StartAsync("canary");
        await using var gateway = await StartAsync(collector, grpc: false, backend, ("Proxy:TrustedProxies:0", "127.0.0.1"));

        using var answer = await SendAsync(gateway, "/echo", ("traceparent", parent), ("tracestate", "vendor=1"));
        (await collector.WaitForSpansAsync(2)).Single(span => span.Span.Kind == Span.Types.SpanKind.Server).ParentId.ShouldBeEmpty();
        ActivityContext.TryParse(backend.LatestHeaders["traceparent"], null, out _).ShouldBeTrue();
        backend.LatestHeaders.ContainsKey("tracestate").ShouldBeFalse();
    }

    [Fact]
    public async Task Failures_are_marked_on_the_span_that_they_belong_to()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var backend = await StubBackend.StartAsync("canary");
        await using var gateway = await StartAsync(collector, grpc: false, backend);

        (await SendAsync(gateway, "/status/404")).Dispose();
        (await SendAsync(gateway, "/status/503")).Dispose();
        (await SendAsync(gateway, "/kill")).Dispose();
        (await SendAsync(gateway, "/echo", ("Host", "nobody.example.com"))).Dispose();
        var spans = await collector.WaitForSpansAsync(7);

        Failure("/status/404", Span.Types.SpanKind.Server).ShouldBe((Status.Types.StatusCode.Unset, "404", null));
        Failure("/status/404", Span.Types.SpanKind.Client).ShouldBe((Status.Types.StatusCode.Error, "404", "404"));
        Failure("/status/503", Span.Types.SpanKind.Server).ShouldBe((Status.Types.StatusCode.Error, "503", "503"));
        Failure("/kill", Span.Types.SpanKind.Server).ShouldBe((Status.Types.StatusCode.Error, "502", "Request"));
        Failure("/kill", Span.Types.SpanKind.Client).ShouldBe((Status.Types.StatusCode.Error, null, "Request"));
        var unknown = spans.Single(span => !span.Attributes.ContainsKey("canary.service"));
        unknown.Span.Name.ShouldBe("GET");
        unknown.Attributes["http.response.status_code"].ShouldBe("404");

        (Status.Types.StatusCode, string?, string?) Failure(string path, Span.Types.SpanKind kind)
        {
            var span = spans.Single(s => s.Span.Kind == kind && (s.Attributes.GetValueOrDefault("url.path") ?? s.Attributes["url.full"]).EndsWith(path, StringComparison.Ordinal));
            return (span.Span.Status?.Code ?? Status.Types.StatusCode.Unset, span.Attributes.GetValueOrDefault("http.response.status_code"), span.Attributes.GetValueOrDefault("error.type"));
        }
    }

    [Fact]
    public async Task A_collector_that_takes_nothing_is_reported_once_and_harms_no_request()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        collector.RefusesAll = true;
        await using var backend = await StubBackend.StartAsync("canary");
        await using var gateway = await StartAsync(collector, grpc: false, backend);

        (await SendAsync(gateway, "/echo")).EnsureSuccessStatusCode().Dispose();
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains("does not take spans", StringComparison.Ordinal)), "the failure is logged");
        collector.RefusesAll = false;
        (await SendAsync(gateway, "/echo")).EnsureSuccessStatusCode().Dispose();
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains("takes spans again", StringComparison.Ordinal)), "its end is logged");
        gateway.Log.Lines.Count(line => line.Contains("does not take spans", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static async Task<GatewayUnderTest> StartAsync(OtlpReceiver collector, bool grpc, StubBackend backend, params (string Key, string Value)[] settings)
    {
        var gateway = await GatewayUnderTest.StartAsync([("Traces:Endpoint", collector.Address), ("Traces:Protocol", grpc ? "Grpc" : "Http"), .. settings]);
        await gateway.PutServiceAsync("shop", $$"""
            {
              "name": "shop",
              "match": { "hosts": ["shop.example.com"] },
              "variants": { "stable": { "destinations": ["{{backend.Address}}"] }, "canary": { "destinations": ["{{backend.Address}}"] } },
              "rules": [{ "name": "beta", "when": { "header": "x-group", "equals": "beta" }, "variant": "canary" }]
            }
            """);
        return gateway;
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayUnderTest gateway, string target, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target) { Headers = { Host = "shop.example.com" } };
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Proxy.SendAsync(request);
    }
}

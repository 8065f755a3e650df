using System.Text.Json;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Forwarding.Headers;

public sealed class GatewayHeadersTests
{
    [Fact]
    public async Task Backend_and_client_learn_the_variant_whatever_either_of_them_claims()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        backend.ResponseHeaders["X-Canary-Variant"] = "made-up";
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var (headers, answer) = await EchoAsync(proxy, ("X-Canary-Variant", "canary"));
        headers["x-canary-variant"].ShouldBe("stable");
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
    }

    [Fact]
    public async Task A_service_can_hide_the_variant_from_clients()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        backend.ResponseHeaders["X-Canary-Variant"] = "made-up";
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend) with { ExposeVariant = false });

        var (headers, answer) = await EchoAsync(proxy);
        headers["x-canary-variant"].ShouldBe("stable");
        answer.Headers.Contains("X-Canary-Variant").ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, null, "canary.shop=stable")]
    [InlineData(false, "a=1;p=2, canary.shop=canary,canary.other = x ,b=2", "a=1;p=2,b=2,canary.shop=stable")]
    [InlineData(true, "a=1,canary.shop=canary,canary.other=x", "a=1,canary.other=x,canary.shop=stable")]
    public async Task Baggage_names_the_variant_and_keeps_other_members(bool trusted, string? sent, string expected)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(trusted);
        await proxy.ApplyAsync(TestServices.Single(backend));

        var (headers, _) = sent is null ? await EchoAsync(proxy) : await EchoAsync(proxy, ("baggage", sent));
        headers["baggage"].ShouldBe(expected);
    }

    [Fact]
    public async Task What_an_unknown_peer_says_of_the_client_is_replaced()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var (headers, _) = await EchoAsync(
            proxy,
            ("X-Forwarded-For", "203.0.113.7"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "evil.example.com"),
            ("X-Forwarded-Port", "443"),
            ("x-forwarded-prefix", "/evil"),
            ("Forwarded", "for=203.0.113.7"),
            ("X-Real-IP", "203.0.113.7"),
            ("X-Original-URL", "/admin"),
            ("X-Rewrite-URL", "/admin"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("tracestate", "evil=1"));
        headers["x-forwarded-for"].ShouldBe("127.0.0.1");
        headers["x-forwarded-proto"].ShouldBe("http");
        headers["x-forwarded-host"].ShouldBe("shop.example.com");
        headers["host"].ShouldBe("shop.example.com");
        headers["traceparent"].ShouldMatch("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$");
        headers["traceparent"].ShouldNotContain("0af7651916cd43dd8448eb211c80319c");
        headers.Keys.Intersect(["x-forwarded-port", "x-forwarded-prefix", "forwarded", "x-real-ip", "x-original-url", "x-rewrite-url", "tracestate"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_trusted_peer_says_of_the_client_is_passed_on()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(trusted: true);
        await proxy.ApplyAsync(TestServices.Single(backend));

        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        var (headers, _) = await EchoAsync(
            proxy,
            ("X-Forwarded-For", "203.0.113.7, 198.51.100.1"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "public.example.com"),
            ("X-Forwarded-Prefix", "/x"),
            ("traceparent", Trace),
            ("tracestate", "a=1"));
        headers["x-forwarded-for"].ShouldBe("203.0.113.7, 198.51.100.1, 127.0.0.1");
        headers["x-forwarded-proto"].ShouldBe("https");
        headers["x-forwarded-host"].ShouldBe("public.example.com");
        headers["x-forwarded-prefix"].ShouldBe("/x");
        headers["traceparent"].ShouldBe(Trace);
        headers["tracestate"].ShouldBe("a=1");
    }

    [Fact]
    public async Task A_trusted_peer_that_says_nothing_is_the_client()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(trusted: true);
        await proxy.ApplyAsync(TestServices.Single(backend));

        var (headers, _) = await EchoAsync(proxy);
        headers["x-forwarded-for"].ShouldBe("127.0.0.1");
        headers["x-forwarded-proto"].ShouldBe("http");
        headers["x-forwarded-host"].ShouldBe("shop.example.com");
        headers["traceparent"].ShouldMatch("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$");
    }

    [Fact]
    public async Task A_dual_stack_listener_reports_IPv4_clients_as_IPv4()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.Urls = "http://*:0");
        await proxy.ApplyAsync(TestServices.Single(backend));

        using var client = ProxyUnderTest.CreateClient(new Uri($"http://127.0.0.1:{proxy.Url.Port}"));
        var echo = JsonDocument.Parse(await client.GetStringAsync("/echo")).RootElement;
        echo.GetProperty("headers").GetProperty("x-forwarded-for").GetString().ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("/echo/a%2Fb%20c%2B?x=%2F+%20&y")]
    [InlineData("/echo/%7Euser/!$&'()*+,;=:@")]
    [InlineData("/echo//x/./y")]
    public async Task Targets_reach_the_backend_as_they_were_sent(string target)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var uri = new Uri(proxy.Url.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var echo = JsonDocument.Parse(await proxy.Client.GetStringAsync(uri)).RootElement;
        echo.GetProperty("target").GetString().ShouldBe(target);
    }

    [Fact]
    public async Task A_destinations_path_comes_before_the_target()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var variant = TestServices.Variant(backend);
        await proxy.ApplyAsync(TestServices.Single(variant with { Destinations = [new(backend.Address + "/echo/")] }));

        var echo = JsonDocument.Parse(await proxy.Client.GetStringAsync("/x?y")).RootElement;
        echo.GetProperty("target").GetString().ShouldBe("/echo/x?y");
    }

    private static Task<ProxyUnderTest> StartAsync(bool trusted) =>
        ProxyUnderTest.StartAsync(options => options.TrustedProxies = trusted ? ["127.0.0.1"] : ["192.0.2.0/24"]);

    private static async Task<(Dictionary<string, string> Headers, HttpResponseMessage Answer)> EchoAsync(ProxyUnderTest proxy, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/echo") { Headers = { Host = "shop.example.com" } };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await proxy.Client.SendAsync(request);
        var echo = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return (echo.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!), answer);
    }
}

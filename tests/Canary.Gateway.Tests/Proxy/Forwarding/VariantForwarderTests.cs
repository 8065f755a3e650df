using System.Net;
using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class VariantForwarderTests
{
    [Fact]
    public async Task Requests_are_split_by_weight()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(stable, canary, 25));

        const int Requests = 2_000;
        for (var i = 0; i < Requests; i++)
        {
            await proxy.Client.GetStringAsync("/");
        }

        (stable.Requests + canary.Requests).ShouldBe(Requests);
        // Five standard errors: fails by chance less than once in a million.
        ((double)canary.Requests).ShouldBe(Requests / 4, 5 * Math.Sqrt(Requests * 0.25 * 0.75));
        proxy.Traffic.For("shop", "canary").SelectionsFor(SelectionReason.Weight).ShouldBe(canary.Requests);
    }

    [Theory]
    [InlineData(0, "stable")]
    [InlineData(100, "canary")]
    public async Task A_weight_of_0_gets_nothing_and_100_everything(int canaryPercent, string expected)
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(stable, canary, canaryPercent));

        for (var i = 0; i < 50; i++)
        {
            (await proxy.Client.GetStringAsync("/")).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_sticky_cookie_is_issued_once_and_honoured()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(stable, canary, 50) with { Sticky = [new StickySourceConfig(StickyKind.Cookie, "canary-id")] });

        for (var user = 0; user < 10; user++)
        {
            using var first = await proxy.Client.GetAsync("/");
            var variant = await first.Content.ReadAsStringAsync();
            var cookie = first.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
            cookie.ShouldStartWith("canary-id=");
            cookie.ShouldContain("; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
            cookie.ShouldNotContain("Secure");
            for (var i = 0; i < 5; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", "other=1; " + cookie.Split(';')[0] } } };
                using var next = await proxy.Client.SendAsync(request);
                (await next.Content.ReadAsStringAsync()).ShouldBe(variant);
                next.Headers.Contains("Set-Cookie").ShouldBeFalse();
            }
        }

        stable.Requests.ShouldBeGreaterThan(0);
        canary.Requests.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_issued_cookie_stands_beside_the_backends_own_and_comes_with_errors_too()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        backend.ResponseHeaders["Set-Cookie"] = "session=1";
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend) with { Sticky = [new StickySourceConfig(StickyKind.Cookie, "id")] });

        using var answer = await proxy.Client.GetAsync("/");
        answer.Headers.GetValues("Set-Cookie").Select(c => c.Split('=')[0]).ShouldBe(["session", "id"], ignoreOrder: true);
        using var failure = await proxy.Client.GetAsync("/kill");
        failure.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        failure.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("id=");
        failure.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
    }

    public static TheoryData<string, ConditionConfig, Action<HttpRequestMessage>> Rules => new()
    {
        { "header", TestServices.Value(FactSource.Header, "x-group", "beta"), r => r.Headers.Add("X-Group", "beta") },
        { "cookie", TestServices.Value(FactSource.Cookie, "group", "beta"), r => r.Headers.Add("Cookie", "a=b; group=beta") },
        { "query", TestServices.Value(FactSource.Query, "group", "be ta"), r => r.RequestUri = new Uri("/x?a=b&group=be%20ta", UriKind.Relative) },
        { "claim", TestServices.Value(FactSource.Claim, "group", "beta"), r => r.Headers.Add("Authorization", "Bearer " + Token("""{"group":"beta"}""")) },
        { "method", new MethodConditionConfig(["DELETE"]), r => r.Method = HttpMethod.Delete },
        { "path", new PathConditionConfig("/api"), r => r.RequestUri = new Uri("/api/x", UriKind.Relative) },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_rule_on_a_live_request_wins_over_weights(string source, ConditionConfig when, Action<HttpRequestMessage> prepare)
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Split(stable, canary, 0) with { Rules = [TestServices.Rule(when)] });

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        prepare(request);
        using var matched = await proxy.Client.SendAsync(request);
        (await matched.Content.ReadAsStringAsync()).ShouldBe("canary", source);
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
        proxy.Traffic.For("shop", "canary").SelectionsFor(SelectionReason.Rule).ShouldBe(1);
    }

    [Theory]
    [InlineData(false, "203.0.113.7", "stable")]
    [InlineData(true, "203.0.113.7", "canary")]
    [InlineData(true, "198.51.100.1, 203.0.113.7", "canary")]
    [InlineData(true, "203.0.113.7, 198.51.100.1", "stable")]
    [InlineData(true, "203.0.113.7, 127.0.0.1", "canary")]
    public async Task A_rule_on_the_address_believes_only_trusted_peers(bool trusted, string forwardedFor, string expected)
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.TrustedProxies = trusted ? ["127.0.0.0/8"] : []);
        await proxy.ApplyAsync(TestServices.Split(stable, canary, 0) with { Rules = [TestServices.Rule(new IpConditionConfig(["203.0.113.0/24"]))] });

        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Forwarded-For", forwardedFor } } };
        using var answer = await proxy.Client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Services_are_found_by_host_and_path_in_any_spelling()
    {
        await using var shop = await StubBackend.StartAsync("shop");
        await using var admin = await StubBackend.StartAsync("admin");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(
            TestServices.Single(shop, "shop") with { Match = new MatchConfig { Hosts = ["shop.example.com"] } },
            TestServices.Single(admin, "admin") with { Match = new MatchConfig { Hosts = ["shop.example.com"], Path = "/admin" } });

        (await GetAsync("Shop.Example.COM:8080", "/x")).ShouldBe("shop");
        (await GetAsync("shop.example.com", "/admin/x")).ShouldBe("admin");
        (await GetAsync("shop.example.com", "/administrator")).ShouldBe("shop");
        (await GetAsync("shop.example.com", "//admin")).ShouldBe("admin");
        (await GetAsync("shop.example.com", "/x/%2e%2e/admin")).ShouldBe("admin");
        (await GetAsync("other.example.com", "/")).ShouldContain("No service");

        async Task<string> GetAsync(string host, string target)
        {
            var uri = new Uri(proxy.Url.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { Host = host } };
            using var answer = await proxy.Client.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_request_without_a_service_gets_404_and_before_any_are_known_503()
    {
        await using var proxy = await ProxyUnderTest.StartAsync();
        using (var early = await proxy.Client.GetAsync("/"))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await proxy.ApplyAsync();
        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Headers.Contains("X-Canary-Variant").ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_goes_away_counts_as_499_and_ends_the_backends_request()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        var metrics = proxy.Traffic.For("shop", "stable");

        using var leaving = new CancellationTokenSource();
        var request = proxy.Client.GetAsync("/stall", leaving.Token);
        await Eventually.TrueAsync(() => backend.Requests == 1 && metrics.InFlight == 1, "the request reached the backend");
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => request);

        await Eventually.TrueAsync(() => metrics.InFlight == 0, "the request ended");
        metrics.Codes.CountOf(499).ShouldBe(1);
        await Eventually.TrueAsync(() => backend.Aborted == 1, "the backend's request ended");
    }

    [Fact]
    public async Task Answers_are_counted_by_their_status()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        foreach (var path in new[] { "/", "/status/404", "/status/500", "/status/500", "/kill" })
        {
            using var answer = await proxy.Client.GetAsync(path);
        }

        var metrics = proxy.Traffic.For("shop", "stable");
        await Eventually.TrueAsync(() => metrics.InFlight == 0, "all requests ended");
        new[] { 200, 404, 500, 502 }.Select(metrics.Codes.CountOf).ShouldBe([1, 1, 2, 1]);
    }

    private static string Token(string payload) =>
        $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.x";
}

using System.Net;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Proxy.Routing;
using Canary.Gateway.Tests.Telemetry.Logs;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Clients;

/// <summary>What a service takes of one client, as clients meet it.</summary>
public sealed class ClientLimitsTests
{
    private static readonly RateLimitConfig TwoAnHour = new()
    {
        By = new([new StickySourceConfig(StickyKind.Header, "x-user"), new StickySourceConfig(StickyKind.Ip)]),
        Requests = 2,
        Per = TimeSpan.FromHours(1),
    };

    [Fact]
    public async Task Who_asks_too_often_gets_429_and_others_go_on()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var shop = Limited(backend, new LimitsConfig { Rate = TwoAnHour });
        await proxy.ApplyAsync(shop);

        (await StatusAsync(proxy, "ann"), await StatusAsync(proxy, "ann")).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        using (var refused = await SendAsync(proxy, "ann"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1_700, 1_800);
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        (await StatusAsync(proxy, "bob")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(proxy, null), await StatusAsync(proxy, null), await StatusAsync(proxy, null))
            .ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests));
        backend.Requests.ShouldBe(5);
        Refused(proxy).ShouldBe(2);

        // Another change of the service leaves what was used; another rate does not.
        await proxy.ApplyAsync(shop with { ExposeVariant = false });
        (await StatusAsync(proxy, "ann")).ShouldBe(HttpStatusCode.TooManyRequests);
        await proxy.ApplyAsync(Limited(backend, new LimitsConfig { Rate = TwoAnHour with { Requests = 3 } }));
        (await StatusAsync(proxy, "ann")).ShouldBe(HttpStatusCode.OK);
        Refused(proxy).ShouldBe(3);
    }

    [Fact]
    public async Task The_access_log_tells_of_refused_requests()
    {
        using var capture = new LineCapture();
        await using (var backend = await StubBackend.StartAsync("stable"))
        await using (var proxy = await ProxyUnderTest.StartAsync(accessLog: capture.Loggers))
        {
            await proxy.ApplyAsync(Limited(backend, new LimitsConfig { Rate = TwoAnHour with { Requests = 1 } }));
            await StatusAsync(proxy, "ann");
            (await StatusAsync(proxy, "ann")).ShouldBe(HttpStatusCode.TooManyRequests);
        }

        var lines = capture.Finish().Where(line => line.Contains("canary.access", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(2);
        lines[1].ShouldContain("\"http.response.status_code\":429");
        lines[1].ShouldContain("\"canary.service\":\"shop\"");
        lines[1].ShouldNotContain("canary.variant");
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_refused_beforehand()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(Limited(backend, new LimitsConfig { MaxBody = 1_000 }));

        using var fits = await proxy.Client.PostAsync("/upload", new ByteArrayContent(new byte[1_000]));
        fits.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var large = await proxy.Client.PostAsync("/upload", new ByteArrayContent(new byte[1_001]));
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await large.Content.ReadAsStringAsync()).ShouldContain("Body too large");
        backend.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_grows_too_large_is_cut_off()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(Limited(backend, new LimitsConfig { MaxBody = 1_000 }));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(new byte[100_000]) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await proxy.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await Eventually.TrueAsync(() => proxy.Traffic.For("shop", "stable").Codes.CountOf(413) == 1, "it is counted");
    }

    private static ServiceConfig Limited(StubBackend backend, LimitsConfig limits) =>
        TestServices.Single(backend) with { Traffic = new TrafficConfig { Limits = limits } };

    private static double Refused(ProxyUnderTest proxy) =>
        proxy.Resolve<ServiceView>().Families.Single(family => family.Name == "canary_rate_limited_total").Read().Single().Value;

    private static async Task<HttpStatusCode> StatusAsync(ProxyUnderTest proxy, string? user)
    {
        using var answer = await SendAsync(proxy, user);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(ProxyUnderTest proxy, string? user)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (user is not null)
        {
            request.Headers.Add("x-user", user);
        }

        return proxy.Client.SendAsync(request);
    }
}

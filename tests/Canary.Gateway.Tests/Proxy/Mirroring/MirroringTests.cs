using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

public sealed class MirroringTests
{
    private readonly ConcurrentQueue<(string Method, string Target, string Body, Dictionary<string, string> Headers)> _copies = new();

    [Fact]
    public async Task A_copy_arrives_with_the_requests_headers_and_names_the_mirror()
    {
        await using var shop = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a%2Fb?x=1") { Headers = { Host = "shop.example.com" } };
        request.Headers.Add("X-Mine", "1");
        request.Headers.Add("X-Canary-Variant", "made-up");
        using var answer = await shop.Client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("stable");
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);

        var copy = await CopyAsync();
        (copy.Method, copy.Target, copy.Body).ShouldBe(("GET", "/a%2Fb?x=1", ""));
        copy.Headers["host"].ShouldBe("shop.example.com");
        copy.Headers["x-mine"].ShouldBe("1");
        copy.Headers["x-canary-variant"].ShouldBe("canary");
        copy.Headers["x-canary-mirror"].ShouldBe("1");
        copy.Headers["baggage"].ShouldBe("canary.shop=canary");
        copy.Headers["x-forwarded-for"].ShouldBe("127.0.0.1");
        await shop.SettledAsync();
        shop.Count(MirrorResult.Sent).ShouldBe(1);
    }

    [Fact]
    public async Task Copies_are_no_requests_of_the_variant()
    {
        await using var shop = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await shop.Client.GetStringAsync("/");
        }

        await shop.SettledAsync();
        _copies.Count.ShouldBe(10);
        shop.Proxy.Traffic.For("shop", "canary").ReadOutcomes(new StatusCodeSet(["5xx"])).Requests.ShouldBe(0);
        shop.Proxy.Traffic.For("shop", "canary").InFlight.ShouldBe(0);
        shop.Proxy.Traffic.For("shop", "stable").ReadOutcomes(new StatusCodeSet(["5xx"])).Requests.ShouldBe(10);
    }

    [Fact]
    public async Task Only_safe_and_listed_methods_are_copied_and_bodies_come_whole()
    {
        await using var shop = await StartAsync(mirror => mirror with { Methods = new ValueList<string>(["POST"]) });
        var body = new string('b', 20_000);
        using var put = await shop.Client.PutAsync("/put", new StringContent(body));
        using var post = await shop.Client.PostAsync("/post", new StringContent(body, Encoding.UTF8, "text/x-mine"));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/chunked") { Content = new StringContent(body), Headers = { TransferEncodingChunked = true } };
        using var posted = await shop.Client.SendAsync(chunked);
        (await posted.Content.ReadAsStringAsync()).ShouldBe("stable");

        await shop.SettledAsync();
        _copies.Select(copy => copy.Target).ShouldBe(["/post", "/chunked"], ignoreOrder: true);
        _copies.ShouldAllBe(copy => copy.Body == body);
        _copies.Single(copy => copy.Target == "/post").Headers["content-type"].ShouldBe("text/x-mine; charset=utf-8");
        shop.Count(MirrorResult.Sent).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_bound_reaches_the_backend_only(bool chunked)
    {
        await using var shop = await StartAsync(mirror => mirror with { Methods = new ValueList<string>(["POST"]), MaxBody = 1000 });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[5000]), Headers = { TransferEncodingChunked = chunked } };
        using var answer = await shop.Client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("stable");

        await shop.SettledAsync();
        shop.Count(MirrorResult.TooLarge).ShouldBe(1);
        _copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_leaves_no_copy()
    {
        await using var shop = await StartAsync(mirror => mirror with { Methods = new ValueList<string>(["POST"]) });
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(shop.Proxy.Url.Host, shop.Proxy.Url.Port);
            await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 1000\r\n\r\nhalf"u8.ToArray());
            await Eventually.TrueAsync(() => shop.State.Pending == 1, "the copy waits for the body");
        }

        await shop.SettledAsync();
        shop.Count(MirrorResult.Cancelled).ShouldBe(1);
        _copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mark_from_outside_does_not_pass_and_what_has_it_is_not_copied()
    {
        string? seen = null;
        await using var shop = await MirroredShop.StartAsync(
            (context, _) =>
            {
                seen = context.Request.Headers["X-Canary-Mirror"];
                return Task.CompletedTask;
            },
            RecordAsync,
            options: options => options.TrustedProxies = ["192.0.2.0/24"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Canary-Mirror", "1" } } };
        using var answer = await shop.Client.SendAsync(request);
        seen.ShouldBeNull();
        shop.State.Pending.ShouldBe(0);
        _copies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rollback_ends_copies_and_a_share_of_nothing_copies_nothing()
    {
        await using var shop = await StartAsync();
        var service = MirroredShop.Service(shop.Stable.Address, shop.Canary.Address, new MirrorConfig { Variant = "canary" });
        await shop.Proxy.ApplyAsync(service with { RolledBack = true });
        await shop.Client.GetStringAsync("/");
        await shop.Proxy.ApplyAsync(service with { Traffic = new TrafficConfig { Mirror = new MirrorConfig { Variant = "canary", Percent = Weight.Zero } } });
        await shop.Client.GetStringAsync("/");
        await shop.SettledAsync();
        _copies.ShouldBeEmpty();
    }

    private Task<MirroredShop> StartAsync(Func<MirrorConfig, MirrorConfig>? configure = null) => MirroredShop.StartAsync(
        async (context, _) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("stable");
        },
        RecordAsync,
        configure);

    private async Task<(string Method, string Target, string Body, Dictionary<string, string> Headers)> CopyAsync()
    {
        await Eventually.TrueAsync(() => !_copies.IsEmpty, "a copy arrives");
        return _copies.First();
    }

    private async Task RecordAsync(HttpContext context, int number)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        _copies.Enqueue((context.Request.Method, target, body, context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString())));
        context.Response.StatusCode = (int)HttpStatusCode.NotFound;
        await context.Response.WriteAsync("canary");
    }
}

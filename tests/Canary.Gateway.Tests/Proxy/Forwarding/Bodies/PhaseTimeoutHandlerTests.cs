using System.Net;
using System.Net.WebSockets;
using Canary.Core.Services;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Forwarding.Bodies;

/// <summary>Timeouts as a client meets them, whichever of the two limits is the shorter.</summary>
public sealed class PhaseTimeoutHandlerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(100);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_that_does_not_begin_its_answer_gives_504(bool idleIsShortToo)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, firstByte: Short, idle: idleIsShortToo ? Short : Long);

        using var answer = await proxy.Client.GetAsync("/stall");
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        answer.Headers.GetValues("X-Canary-Variant").ShouldBe(["stable"]);
        using var upload = await proxy.Client.PostAsync("/stall-after-upload", new StringContent("body"));
        upload.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        proxy.Traffic.For("shop", "stable").Codes.CountOf(504).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_that_stops_in_its_answer_aborts_the_clients(bool firstByteIsShortToo)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, firstByte: firstByteIsShortToo ? Short : Long, idle: Short);

        using var answer = await proxy.Client.GetAsync("/stall-body", HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(() => backend.Aborted == 1, "the backend's request ended");
    }

    [Fact]
    public async Task A_slow_upload_does_not_use_up_the_time_for_the_answer()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, firstByte: Short, idle: Long);

        var body = new PushedContent("text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };
        var sending = proxy.Client.SendAsync(request);
        for (var part = 0; part < 4; part++)
        {
            await body.PushAsync("x");
            await Eventually.TrueAsync(() => backend.BytesReceived == part + 1, "the part arrived");
            await Task.Delay(Short);
        }

        body.Complete();
        using var answer = await sending;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_answer_may_go_on_for_longer_than_it_may_take_to_begin()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, firstByte: Short, idle: Long);

        using var answer = await proxy.Client.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await Task.Delay(2 * Short);
        backend.SendEvent();
        (await events.ReadLineAsync()).ShouldBe("data: 1");
    }

    [Fact]
    public async Task A_silent_WebSocket_ends_and_one_that_is_used_does_not()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend, firstByte: Long, idle: TimeSpan.FromSeconds(4));

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Url.Port}/ws"), default);
        var buffer = new byte[16];
        for (var i = 0; i < 8; i++)
        {
            await socket.SendAsync(new byte[] { 1 }, WebSocketMessageType.Binary, true, default);
            (await socket.ReceiveAsync(buffer, default)).Count.ShouldBe(1);
            await Task.Delay(600);
        }

        await Should.ThrowAsync<WebSocketException>(async () => await socket.ReceiveAsync(buffer, default));
    }

    [Fact]
    public async Task A_destination_that_refuses_gives_502()
    {
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new($"http://127.0.0.1:{FreePort.Next()}")] }));

        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task A_destination_that_does_not_take_the_connection_gives_504()
    {
        using var full = new FullListener();
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Single(new VariantConfig { Destinations = [new($"http://127.0.0.1:{full.Port}")] });
        await proxy.ApplyAsync(service with { Timeouts = new TimeoutsConfig { Connect = Short } });

        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    private static async Task<ProxyUnderTest> StartAsync(StubBackend backend, TimeSpan firstByte, TimeSpan idle)
    {
        var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend) with { Timeouts = new TimeoutsConfig { FirstByte = firstByte, Idle = idle } });
        return proxy;
    }
}

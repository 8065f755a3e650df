using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Canary.Core.Services;
using Canary.Core.Services.Traffic;
using Canary.TestKit;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class StreamingTests
{
    [Fact]
    public async Task A_WebSocket_stays_open_across_100_weight_changes()
    {
        await using var stable = await StubBackend.StartAsync("stable");
        await using var canary = await StubBackend.StartAsync("canary");
        await using var proxy = await ProxyUnderTest.StartAsync();
        var service = TestServices.Split(stable, canary, 50);
        await proxy.ApplyAsync(service);

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Url.Port}/ws"), default);
        var buffer = new byte[64];
        for (var change = 0; change < 100; change++)
        {
            await proxy.ApplyAsync(service with { Weights = TestServices.Weights(change) });
            await socket.SendAsync(Encoding.UTF8.GetBytes($"message {change}"), WebSocketMessageType.Text, true, default);
            var received = await socket.ReceiveAsync(buffer, default);
            Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe($"message {change}");
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        var metrics = new[] { "stable", "canary" }.Select(v => proxy.Traffic.For("shop", v)).ToList();
        await Eventually.TrueAsync(() => metrics.Sum(m => m.Codes.CountOf(101)) == 1 && metrics.Sum(m => m.InFlight) == 0, "the WebSocket was counted at its end");
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/octet-stream")]
    public async Task An_HTTP_2_stream_stays_open_in_both_directions_across_100_weight_changes(string contentType)
    {
        await using var stable = await StubBackend.StartAsync("stable", HttpProtocols.Http2);
        await using var canary = await StubBackend.StartAsync("canary", HttpProtocols.Http2);
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.H2cUrls = "http://127.0.0.1:0");
        var service = TestServices.Split(
            TestServices.Variant(stable) with { Protocol = BackendProtocol.Http2 }, TestServices.Variant(canary) with { Protocol = BackendProtocol.Http2 }, 50);
        await proxy.ApplyAsync(service);

        using var client = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);
        var body = new PushedContent(contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bidi") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var incoming = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64];
        for (var change = 0; change < 100; change++)
        {
            await proxy.ApplyAsync(service with { Weights = TestServices.Weights(change) });
            await body.PushAsync($"chunk {change:00}");
            await incoming.ReadExactlyAsync(buffer.AsMemory(0, 8));
            Encoding.UTF8.GetString(buffer, 0, 8).ShouldBe($"chunk {change:00}");
        }

        body.Complete();
        (await incoming.ReadAsync(buffer)).ShouldBe(0);
        answer.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        using var answer = await proxy.Client.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var events = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var n = 1; n <= 3; n++)
        {
            // The next event is not sent before this one was read.
            backend.SendEvent();
            (await events.ReadLineAsync()).ShouldBe($"data: {n}");
            (await events.ReadLineAsync()).ShouldBe("");
        }
    }

    [Fact]
    public async Task An_upload_reaches_the_backend_while_it_is_sent()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var body = new PushedContent("text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = body };
        var sending = proxy.Client.SendAsync(request);
        await body.PushAsync("first");
        await Eventually.TrueAsync(() => backend.BytesReceived == 5, "the first bytes reached the backend");
        await body.PushAsync(" and last");
        body.Complete();
        using var answer = await sending;
        (await answer.Content.ReadAsStringAsync()).ShouldBe($"14 {Convert.ToHexStringLower(SHA256.HashData("first and last"u8))}");
    }

    [Fact]
    public async Task Bodies_larger_than_any_buffer_pass_whole()
    {
        const int Size = 48 * 1024 * 1024;
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend) with { Traffic = new TrafficConfig { Limits = new LimitsConfig { MaxBody = Size } } });

        var bytes = new byte[Size];
        Array.Fill(bytes, (byte)'u');
        using var upload = await proxy.Client.PostAsync("/upload", new ByteArrayContent(bytes));
        (await upload.Content.ReadAsStringAsync()).ShouldBe($"{Size} {Convert.ToHexStringLower(SHA256.HashData(bytes))}");

        using var download = await proxy.Client.GetAsync($"/download?bytes={Size}", HttpCompletionOption.ResponseHeadersRead);
        download.Content.Headers.ContentLength.ShouldBe(Size);
        await using var stream = await download.Content.ReadAsStreamAsync();
        var total = 0L;
        for (int read; (read = await stream.ReadAsync(bytes)) > 0;)
        {
            total += read;
        }

        total.ShouldBe(Size);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Canary.Core.Services;
using Canary.Gateway.Proxy;
using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;
using Canary.TestKit.Raw;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Canary.Gateway.Tests.Proxy.Admission;

/// <summary>Clients that take their time: what they get, and who may take as long as they like. The shortest times that can be set.</summary>
public sealed class SlowClientTests
{
    private const string Host = "Host: shop\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Half_a_head_gets_408_and_the_connection_ends()
    {
        await using var proxy = await StartAsync(null);
        using var client = await ConnectAsync(proxy);
        await SendAsync(client, "GET / HTTP/1.1\r\nHost: sh");
        (await ReadToEndAsync(client)).ShouldStartWith("HTTP/1.1 408 ");
    }

    [Fact]
    public async Task A_silent_connection_is_closed_and_one_that_was_answered_too()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend);
        using var silent = await ConnectAsync(proxy);
        using var answered = await ConnectAsync(proxy);
        await SendAsync(answered, $"GET / HTTP/1.1\r\n{Host}\r\n");
        (await ReadToEndAsync(silent)).ShouldBe("");
        (await ReadToEndAsync(answered)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Theory]
    [InlineData("Content-Length: 100000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_that_stops_gets_408_and_the_backend_no_whole_request(string length)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend);
        using var client = await ConnectAsync(proxy);
        await SendAsync(client, $"POST /upload HTTP/1.1\r\n{Host}{length}\r\n\r\n5\r\nhello\r\n");
        (await ReadToEndAsync(client)).ShouldStartWith("HTTP/1.1 408 ");
        await EndedAsync(proxy);
    }

    [Fact]
    public async Task A_body_that_stops_ends_its_stream_by_HTTP_2()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend);
        using var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]);
        await wire.SendAsync(Http2Wire.Request(1, "POST", "/upload", hasBody: true, ("content-length", "100000")), new Http2Frame(Http2FrameType.Data, 0, 1, new byte[5]));
        var end = await wire.ReadUntilAsync(frame => frame.Type is Http2FrameType.GoAway || (frame.Stream == 1 && frame.Type is Http2FrameType.Headers or Http2FrameType.ResetStream));
        (end is null || end.Type != Http2FrameType.Headers || Http2Status.Of(end) == 408).ShouldBeTrue($"{end}");
        await EndedAsync(proxy);
    }

    [Fact]
    public async Task An_answer_that_is_not_read_ends_with_the_connection_and_lets_the_backend_go()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(backend);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await proxy.ApplyAsync(TestServices.Single(backend) with { Timeouts = new TimeoutsConfig { FirstByte = TimeSpan.FromSeconds(5), Idle = TimeSpan.FromSeconds(5) } });
        await client.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET /download?bytes=1000000000 HTTP/1.1\r\n{Host}\r\n"));
        await Eventually.TrueAsync(() => backend.Requests == 1, "the answer is under way");
        await Eventually.TrueAsync(() => proxy.Traffic.For("shop", "stable").InFlight == 0, "the request is over");
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 0, "so is the connection");
    }

    [Fact]
    public async Task Streams_of_events_conversations_and_WebSockets_may_be_silent_and_long()
    {
        const int Most = 1000;
        await using var backend = await StubBackend.StartAsync("stable");
        await using var talker = await StubBackend.StartAsync("talker", HttpProtocols.Http2);
        await using var proxy = await StartAsync(backend, options => options.Limits.BodyBytes = Most);
        var talks = TestServices.Single(TestServices.Variant(talker) with { Protocol = BackendProtocol.Http2 }, "talks") with { Match = new MatchConfig { Path = "/bidi" } };
        await proxy.ApplyAsync(TestServices.Single(backend), talks);
        using var http2 = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(proxy.Url) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        using var socket2 = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await socket2.ConnectAsync(new UriBuilder(proxy.Urls[1]) { Scheme = "ws", Path = "/ws" }.Uri, invoker, CancellationToken.None);
        using var events = await proxy.Client.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        var talk = new PushedContent("application/grpc");
        using var conversation = await http2.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/bidi") { Content = talk, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact }, HttpCompletionOption.ResponseHeadersRead);
        await using var answer = await conversation.Content.ReadAsStreamAsync();

        // Another connection was silent for as long, and is closed: every limit of time is over.
        using var silent = await ConnectAsync(proxy);
        await ReadToEndAsync(silent);
        using var half = await ConnectAsync(proxy);
        await SendAsync(half, $"POST /upload HTTP/1.1\r\n{Host}Content-Length: 10\r\n\r\n");
        await ReadToEndAsync(half);

        var long10 = new byte[10 * Most];
        foreach (var one in new[] { socket, socket2 })
        {
            await one.SendAsync(long10, WebSocketMessageType.Binary, true, CancellationToken.None);
            var received = 0;
            while (received < long10.Length)
            {
                received += (await one.ReceiveAsync(new byte[long10.Length], CancellationToken.None).WaitAsync(Patience)).Count;
            }
        }

        await talk.PushAsync(new string('x', long10.Length));
        await answer.ReadExactlyAsync(long10).AsTask().WaitAsync(Patience);
        talk.Complete();
        (await answer.ReadAsync(long10).AsTask().WaitAsync(Patience)).ShouldBe(0);
        backend.SendEvent();
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("data: 1");
    }

    private static async Task<ProxyUnderTest> StartAsync(StubBackend? backend, Action<ProxyOptions>? configure = null)
    {
        var proxy = await ProxyUnderTest.StartAsync(options =>
        {
            options.H2cUrls = "http://127.0.0.1:0";
            options.Limits.HeadersTimeout = TimeSpan.FromSeconds(1);
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            options.Limits.BodyRateGrace = TimeSpan.FromSeconds(2);
            configure?.Invoke(options);
        });
        await proxy.ApplyAsync(backend is null ? [] : [TestServices.Single(backend)]);
        return proxy;
    }

    /// <summary>The backend is let go, and was not told of a whole request.</summary>
    private static async Task EndedAsync(ProxyUnderTest proxy)
    {
        var variant = proxy.Traffic.For("shop", "stable");
        await Eventually.TrueAsync(() => variant.InFlight == 0, "the request is over");
        variant.Codes.CountOf(200).ShouldBe(0);
    }

    private static async Task<TcpClient> ConnectAsync(ProxyUnderTest proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Url.Port);
        return client;
    }

    private static Task SendAsync(TcpClient client, string text) => client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(patience.Token);
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Canary.Gateway.Proxy;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.Gateway.Tests.Proxy.Listeners;
using Canary.TestKit;
using Canary.TestKit.Raw;

namespace Canary.Gateway.Tests.Proxy.Admission;

/// <summary>More than the whole gateway takes: what is too much is turned away at once, what was admitted goes on, and room that gets free is used at once.</summary>
public sealed class OverloadTests : IDisposable
{
    private const string Get = "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
    private const int EnhanceYourCalm = 0xb;
    private const int RefusedStream = 7;
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-tls-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_request_too_many_gets_503_with_Retry_After_and_the_next_after_one_ended_is_served()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(options => options.Limits.RequestsInFlight = 2);
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var first = await proxy.Client.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        using var second = await proxy.Client.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);

        using (var refused = await proxy.Client.GetAsync("/"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            (await refused.Content.ReadAsStringAsync()).ShouldContain("takes no more requests");
        }

        using (var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]))
        {
            await wire.SendAsync(Http2Wire.Request(1, "GET", "/"));
            Http2Status.Of((await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Headers))!).ShouldBe(503);
        }

        backend.Requests.ShouldBe(2, "no backend hears of it");
        ShedOf(proxy, "requests").ShouldBe(2);

        // What was admitted goes on.
        backend.SendEvent();
        backend.SendEvent();
        foreach (var admitted in new[] { first, second })
        {
            using var reader = new StreamReader(await admitted.Content.ReadAsStreamAsync());
            (await reader.ReadLineAsync()).ShouldBe("data: 1");
        }

        await Eventually.TrueAsync(() => proxy.Resolve<RequestGate>().InFlight == 0, "both are over");
        for (var i = 0; i < 20; i++)
        {
            (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
        }
    }

    [Fact]
    public async Task A_connection_too_many_gets_503_or_GOAWAY_and_the_next_after_one_ended_is_served()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(options => options.Limits.Connections = 2);
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var first = await ConnectAsync(proxy, 0);
        using var second = await ConnectAsync(proxy, 1);
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 2, "both are connected");

        var refused = await RawBackend.AskAsync(proxy.Url, Get);
        refused.ShouldStartWith("HTTP/1.1 503 ");
        refused.ShouldContain("\r\nRetry-After: 1\r\n");
        refused.ShouldContain("\r\nConnection: close\r\n");
        refused.ShouldEndWith("\"detail\":\"This gateway takes no more connections now.\"}");
        using (var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]))
        {
            var goAway = (await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.GoAway))!;
            goAway.LastStream.ShouldBe(0, "no stream was looked at");
            goAway.ErrorCode.ShouldBe(EnhanceYourCalm);
            (await wire.ReadAsync()).ShouldBeNull("the connection ended");
        }

        ShedOf(proxy, "connections").ShouldBe(2);
        backend.Requests.ShouldBe(0);

        first.Dispose();
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 1, "one has gone");
        (await RawBackend.AskAsync(proxy.Url, Get)).ShouldStartWith("HTTP/1.1 200 ");
    }

    [Fact]
    public async Task A_TLS_connection_too_many_is_closed_before_the_handshake()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        var certificate = TestCertificate.Create("limits");
        var (path, key) = (Path.Combine(_folder, "site.pem"), Path.Combine(_folder, "site.key"));
        await File.WriteAllTextAsync(path, certificate.ChainPem);
        await File.WriteAllTextAsync(key, certificate.KeyPem);
        await using var proxy = await ProxyUnderTest.StartAsync(options =>
        {
            options.Urls = "https://127.0.0.1:0";
            options.Certificate = new CertificateOptions { Path = path, KeyPath = key };
            options.Limits.Connections = 1;
        });
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var first = await ConnectAsync(proxy, 0);
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 1, "it is connected");

        using var second = await ConnectAsync(proxy, 0);
        await using var tls = new SslStream(second.GetStream(), false, (_, _, _, _) => true);
        await Should.ThrowAsync<IOException>(() => tls.AuthenticateAsClientAsync("localhost"));

        first.Dispose();
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 0, "it has gone");
        (await proxy.Client.GetStringAsync("/")).ShouldBe("stable");
    }

    [Fact]
    public async Task A_client_that_only_connects_is_not_waited_for_when_it_is_too_many()
    {
        await using var proxy = await StartAsync(options => options.Limits.Connections = 1);
        using var first = await ConnectAsync(proxy, 0);
        await Eventually.TrueAsync(() => proxy.Shed.Connections == 1, "it is connected");
        using var silent = await ConnectAsync(proxy, 0);
        (await silent.GetStream().ReadAsync(new byte[1])).ShouldBe(0, "it is closed");
    }

    [Fact]
    public async Task A_stream_too_many_is_refused_and_the_others_go_on()
    {
        const int Most = 3;
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(options => options.Limits.Http2Streams = Most);
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]);
        await wire.SendAsync(Enumerable.Range(0, Most).Select(i => Http2Wire.Request((2 * i) + 1, "GET", "/sse")));
        for (var i = 0; i < Most; i++)
        {
            Http2Status.Of((await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.Headers))!).ShouldBe(200);
        }

        const int TooMany = (2 * Most) + 1;
        await wire.SendAsync(Http2Wire.Request(TooMany, "GET", "/"));
        var reset = (await wire.ReadUntilAsync(frame => frame.Stream == TooMany))!;
        reset.Type.ShouldBe(Http2FrameType.ResetStream);
        reset.ErrorCode.ShouldBe(RefusedStream, "so that the client may send it again");
        backend.SendEvent();
        (await wire.ReadUntilAsync(frame => frame is { Type: Http2FrameType.Data, Payload.Length: > 0 }))!.Stream.ShouldBeLessThan(TooMany);
    }

    [Fact]
    public async Task A_connection_that_takes_back_too_many_requests_ends_and_others_do_not()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await StartAsync(options => options.Limits.Http2ResetsPerSecond = 1);
        await proxy.ApplyAsync(TestServices.Single(backend));
        using var honest = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);
        (await honest.GetStringAsync("/")).ShouldBe("stable");

        // A few are everybody's right, however often a client asks anew.
        using (var few = await Http2Wire.ConnectAsync(proxy.Urls[1]))
        {
            await few.SendAsync(Enumerable.Range(0, 5).SelectMany(i => Resets((2 * i) + 1)));
            await few.SendAsync(Http2Wire.Request(11, "GET", "/"));
            Http2Status.Of((await few.ReadUntilAsync(frame => frame is { Type: Http2FrameType.Headers, Stream: 11 }))!).ShouldBe(200);
        }

        using var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]);
        await FloodAsync(wire);
        await Eventually.TrueAsync(() => ShedOf(proxy, "resets") == 1, "the connection was ended");
        (await honest.GetStringAsync("/")).ShouldBe("stable");
        await Eventually.TrueAsync(() => proxy.Traffic.For("shop", "stable").InFlight == 0, "nothing is left of it");
    }

    private static async Task FloodAsync(Http2Wire wire)
    {
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                await wire.SendAsync(Resets((2 * i) + 1));
            }
        }
        catch (IOException)
        {
            // It was ended meanwhile.
        }

        await wire.ReadUntilAsync(_ => false);
    }

    private static Http2Frame[] Resets(int stream) => [Http2Wire.Request(stream, "GET", "/stall"), Http2Wire.Reset(stream)];

    private static double ShedOf(ProxyUnderTest proxy, string reason) =>
        proxy.Shed.Families.Single(family => family.Name == "canary_shed_total").Read().Single(sample => sample.Label1 == reason).Value;

    private static Task<ProxyUnderTest> StartAsync(Action<ProxyOptions> configure) => ProxyUnderTest.StartAsync(options =>
    {
        options.H2cUrls = "http://127.0.0.1:0";
        configure(options);
    });

    private static async Task<TcpClient> ConnectAsync(ProxyUnderTest proxy, int listener)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Urls[listener].Port);
        return client;
    }
}

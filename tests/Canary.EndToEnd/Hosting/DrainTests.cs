using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Canary.TestKit;
using Canary.TestKit.Raw;

namespace Canary.EndToEnd.Hosting;

/// <summary>What becomes of connections, streams and WebSockets of a gateway that is asked to stop.</summary>
public sealed class DrainTests : IDisposable
{
    private const string LongDelay = "10m";
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-drain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task During_the_delay_connections_are_told_to_close_with_their_next_answer_and_new_ones_are_served()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await StartAsync(backend, ("Shutdown:Delay", LongDelay));
        using var kept = new TcpClient();
        await kept.ConnectAsync(IPAddress.Loopback, gateway.ProxyUrl.Port);
        (await AskAsync(kept, "GET")).ShouldNotContain("Connection: close");
        var ended = await TerminateAsync(gateway);

        (await AskAsync(kept, "POST")).ShouldContain("\r\nConnection: close\r\n");
        (await kept.GetStream().ReadAsync(new byte[1])).ShouldBe(0, "the gateway closes it");
        using var fresh = new TcpClient();
        await fresh.ConnectAsync(IPAddress.Loopback, gateway.ProxyUrl.Port);
        (await AskAsync(fresh, "GET")).ShouldStartWith("HTTP/1.1 200 ");

        (await gateway.TerminateAsync()).ShouldBe(0);
        (await ended).ShouldBe(0);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task An_HTTP_2_connection_gets_GOAWAY_and_the_request_in_flight_ends_well(string scheme)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        var url = new Uri($"{scheme}://127.0.0.1:{FreePort.Next()}");
        var settings = scheme == "http" ? [("Proxy:H2cUrls", url.AbsoluteUri)] : HttpsSettings(url);
        await using var gateway = await StartAsync(backend, settings);
        using var wire = await Http2Wire.ConnectAsync(url);
        var request = scheme == "http" ? Http2Wire.Request(1, "POST", "/upload", hasBody: true) : Http2Wire.SecureRequest(1, "POST", "/upload", hasBody: true);
        await wire.SendAsync(request, new Http2Frame(Http2FrameType.Data, 0, 1, new byte[5]));
        await Eventually.TrueAsync(() => backend.BytesReceived == 5, "the request is in flight");
        var ended = await TerminateAsync(gateway);

        var goAway = (await wire.ReadUntilAsync(frame => frame.Type == Http2FrameType.GoAway))!;
        goAway.ErrorCode.ShouldBe(0);
        goAway.LastStream.ShouldBeGreaterThanOrEqualTo(1);
        await wire.SendAsync(new Http2Frame(Http2FrameType.Data, Http2Frame.EndStream, 1, new byte[5]));
        Http2Status.Of((await wire.ReadUntilAsync(frame => frame is { Type: Http2FrameType.Headers, Stream: 1 }))!).ShouldBe(200);
        var body = (await wire.ReadUntilAsync(frame => frame is { Type: Http2FrameType.Data, Payload.Length: > 0 }))!;
        Encoding.ASCII.GetString(body.Payload).ShouldStartWith("10 ");

        // A client that was told to go closes the connection; one that does not is cut when the grace is over.
        wire.Dispose();
        (await ended).ShouldBe(0);
    }

    [Fact]
    public async Task No_new_connection_is_taken_while_requests_in_flight_end()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await StartAsync(backend);
        using var events = await gateway.Proxy.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        var ended = await TerminateAsync(gateway);
        await Eventually.TrueAsync(async () => !await ConnectsAsync(gateway.ProxyUrl.Port), "no new connection is taken");
        gateway.HasExited.ShouldBeFalse();
        events.Dispose();
        (await ended).ShouldBe(0);
    }

    [Fact]
    public async Task WebSockets_are_closed_with_1001()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await StartAsync(backend);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(gateway.ProxyUrl) { Scheme = "ws", Path = "/ws" }.Uri, CancellationToken.None);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        (await socket.ReceiveAsync(buffer, CancellationToken.None)).Count.ShouldBe(5);
        var ended = await TerminateAsync(gateway);

        var close = await socket.ReceiveAsync(buffer, CancellationToken.None);
        close.MessageType.ShouldBe(WebSocketMessageType.Close);
        ((int?)close.CloseStatus).ShouldBe(1001);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        (await ended).ShouldBe(0);
    }

    [Theory]
    [InlineData("1s", false)]
    [InlineData("10m", true)]
    public async Task A_stream_is_cut_at_the_end_of_grace_or_by_a_second_signal_and_the_exit_code_is_0(string grace, bool secondSignal)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var gateway = await StartAsync(backend, ("Shutdown:Grace", grace));
        using var events = await gateway.Proxy.GetAsync("/sse", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await events.Content.ReadAsStreamAsync();
        var ended = await TerminateAsync(gateway);
        if (secondSignal)
        {
            await Eventually.TrueAsync(async () => !await ConnectsAsync(gateway.ProxyUrl.Port), "the grace has begun");
            (await gateway.TerminateAsync()).ShouldBe(0);
        }

        await Should.ThrowAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]), "cut, not ended as if it were whole");
        (await ended).ShouldBe(0, string.Join('\n', gateway.Lines));
    }

    private static async Task<GatewayProcess> StartAsync(StubBackend backend, params (string Key, string Value)[] settings)
    {
        var gateway = await GatewayProcess.StartAsync(settings);
        await gateway.PutServiceAsync("shop", $$"""{"name":"shop","variants":{"stable":{"destinations":["{{backend.Address}}"] } } }""");
        return gateway;
    }

    /// <summary>Asks it to end, and returns when it knows; what is returned ends when it has ended.</summary>
    private static async Task<Task<int>> TerminateAsync(GatewayProcess gateway)
    {
        var ended = gateway.TerminateAsync();
        await Eventually.TrueAsync(async () => !await gateway.IsReadyAsync(), "no longer ready");
        return ended;
    }

    private static async Task<string> AskAsync(TcpClient client, string method)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} /status/200 HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n"));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            read.ShouldBeGreaterThan(0, answer.ToString());
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    private static async Task<bool> ConnectsAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private (string Key, string Value)[] HttpsSettings(Uri url)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var (path, keyPath) = (Path.Combine(_folder, "site.pem"), Path.Combine(_folder, "site.key"));
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return [("Proxy:Urls", $"http://127.0.0.1:{FreePort.Next()};{url.AbsoluteUri}"), ("Proxy:Certificate:Path", path), ("Proxy:Certificate:KeyPath", keyPath)];
    }
}

using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Guarding;

/// <summary>Requests as attackers and broken clients write them, byte by byte: what the client gets, and whether a backend sees any of it.</summary>
public sealed class RequestBatteryTests
{
    private const string Get = "GET /echo HTTP/1.1\r\nHost: shop\r\n";
    private const string Post = "POST /echo HTTP/1.1\r\nHost: shop\r\n";
    private const string End = "\r\n";

    /// <summary>Requests that are refused, and the statuses that may say so.</summary>
    public static TheoryData<string, string, int[]> Refused => new()
    {
        { "a bare LF after the request line", "GET /echo HTTP/1.1\nHost: shop\r\n\r\n", [400] },
        { "a bare LF after a header", "GET /echo HTTP/1.1\r\nHost: shop\nX-A: 1\r\n\r\n", [400] },
        { "a bare LF as the end", Get + "\n", [400, 408] },
        { "a bare CR in a value", Get + "X-A: a\rb\r\n" + End, [400] },
        { "NUL in a value", Get + "X-A: a\0b\r\n" + End, [400] },
        { "a control character in a value", Get + "X-A: a\u0001b\r\n" + End, [400] },
        { "an escape character in a value", Get + "X-A: a\u001b[2Jb\r\n" + End, [400] },
        { "DEL in a value", Get + "X-A: a\u007fb\r\n" + End, [400] },
        { "a blank before the colon", Get + "X-A : 1\r\n" + End, [400] },
        { "a folded line", Get + "X-A: 1\r\n 2\r\n" + End, [400] },
        { "a line without a colon", Get + "X-A\r\n" + End, [400] },
        { "a header without a name", Get + ": 1\r\n" + End, [400] },
        { "a blank in a name", Get + "X A: 1\r\n" + End, [400] },
        { "no host", "GET /echo HTTP/1.1\r\n\r\n", [400] },
        { "two hosts", Get + "Host: other\r\n" + End, [400] },
        { "an empty host", "GET /echo HTTP/1.1\r\nHost:\r\n\r\n", [400] },
        { "a host with a path", "GET /echo HTTP/1.1\r\nHost: shop/admin\r\n\r\n", [400] },
        { "a host with a user", "GET /echo HTTP/1.1\r\nHost: a@shop\r\n\r\n", [400] },
        { "another host in the target", "GET http://other/echo HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "CONNECT", "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", [405] },
        { "TRACE", "TRACE /echo HTTP/1.1\r\nHost: shop\r\n\r\n", [405] },
        { "a length beside chunks", Post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400] },
        { "chunks beside a length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", [400] },
        { "two lengths", Post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", [400] },
        { "two equal lengths", Post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", [400] },
        { "a list of lengths", Post + "Content-Length: 5, 5\r\n\r\nhello", [400] },
        { "a negative length", Post + "Content-Length: -5\r\n\r\nhello", [400] },
        { "a length in hex", Post + "Content-Length: 0x5\r\n\r\nhello", [400] },
        { "a huge length", Post + "Content-Length: 99999999999999999999\r\n\r\nhello", [400] },
        { "an empty length", Post + "Content-Length: \r\n\r\n", [400] },
        { "gzip, chunked", Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", [501] },
        { "chunked, gzip", Post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", [400, 501] },
        { "chunked twice", Post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", [400] },
        { "chunked in two lines", Post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400] },
        { "an unknown encoding", Post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [400, 501] },
        { "a parameter of chunked", Post + "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", [400, 501] },
        { "chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400] },
        { "a percent sign without digits", "GET /echo/%zz HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "half an escape", "GET /echo/%4 HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "an escaped NUL", "GET /echo/%00 HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "a backslash", "GET /echo\\x HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "a fragment", "GET /echo#x HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "bytes that are no ASCII in the target", "GET /ech\u00f6 HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "a version that is not there", "GET /echo HTTP/3.0\r\nHost: shop\r\n\r\n", [505] },
        { "two blanks in the request line", "GET  /echo HTTP/1.1\r\nHost: shop\r\n\r\n", [400] },
        { "a WebSocket by POST", Post + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n", [400] },
        { "a WebSocket by HTTP/1.0", "GET /ws HTTP/1.0\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", [400] },
        { "a long request line", "GET /" + new string('a', 9_000) + " HTTP/1.1\r\nHost: shop\r\n\r\n", [414] },
        { "a long header", Get + "X-A: " + new string('a', 40_000) + "\r\n" + End, [431] },
        { "many headers", Get + string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: 1\r\n")) + End, [431] },
    };

    /// <summary>Bodies in chunks that are not right; the backend may have the beginning, and never a whole request.</summary>
    public static TheoryData<string, string> BadChunks => new()
    {
        { "a size that is no number", "z\r\nhello\r\n0\r\n\r\n" },
        { "a negative size", "-5\r\nhello\r\n0\r\n\r\n" },
        { "a size with 0x", "0x5\r\nhello\r\n0\r\n\r\n" },
        { "a huge size", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n" },
        { "a bare LF after the size", "5\nhello\r\n0\r\n\r\n" },
        { "no end after the bytes", "5\r\nhello0\r\n\r\n" },
        { "too many bytes", "5\r\nhello!\r\n0\r\n\r\n" },
        { "an empty size", "\r\nhello\r\n0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Is_refused(string what, string request, int[] statuses)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var answer = await RawBackend.AskAsync(proxy.Url, request);

        statuses.ShouldContain(StatusOf(answer), $"{what}: {answer}");
        backend.Requests.ShouldBe(0, what);
    }

    [Theory]
    [MemberData(nameof(BadChunks))]
    public async Task Bad_chunks_are_refused(string what, string chunks)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));

        var answer = await RawBackend.AskAsync(proxy.Url, "POST /upload HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);

        StatusOf(answer).ShouldBe(400, $"{what}: {answer}");
    }

    [Fact]
    public async Task Nothing_after_a_refused_request_is_taken_for_another_one()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        const string Hidden = "GET /echo/hidden HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
        foreach (var first in new[]
        {
            Post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            Post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            Get + "X-A: a\u0001b\r\n" + End,
        })
        {
            var answer = await RawBackend.AskAsync(proxy.Url, first + Hidden);
            answer.Split("HTTP/1.1 ").Length.ShouldBe(2, answer);
        }

        backend.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task OPTIONS_of_the_server_itself_is_answered_here()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        (await RawBackend.AskAsync(proxy.Url, "OPTIONS * HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 204 ");
        backend.Requests.ShouldBe(0);
    }

    [Theory]
    [InlineData("Connection: close\r\nX_Forwarded_For: 1.2.3.4\r\n", "X_Forwarded_For")]
    [InlineData("Connection: close\r\nX-HTTP-Method-Override: DELETE\r\n", "X-HTTP-Method-Override")]
    [InlineData("Connection: close\r\nX-Original-URL: /admin\r\n", "X-Original-URL")]
    [InlineData("Connection: close\r\nForwarded: for=1.2.3.4\r\n", "Forwarded")]
    [InlineData("Connection: close\r\nX-Real-IP: 1.2.3.4\r\n", "X-Real-IP")]
    [InlineData("Connection: close\r\nX-Forwarded-Prefix: /x\r\n", "X-Forwarded-Prefix")]
    [InlineData("Connection: close\r\nProxy-Authorization: Basic eA==\r\n", "Proxy-Authorization")]
    [InlineData("Connection: close\r\nTE: gzip\r\n", "TE")]
    public async Task A_header_that_is_not_for_backends_does_not_reach_them(string lines, string name)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        StatusOf(await RawBackend.AskAsync(proxy.Url, Get + lines + End)).ShouldBe(200);
        backend.LatestHeaders.Keys.ShouldNotContain(name, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("X-Secret")]
    [InlineData("x-secret, X-Other")]
    [InlineData("X-Other,X-SECRET")]
    public async Task A_header_that_the_connection_names_ends_here(string connection)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        StatusOf(await RawBackend.AskAsync(proxy.Url, $"GET /echo HTTP/1.0\r\nHost: shop\r\nConnection: {connection}\r\nX-Secret: 1\r\nX-Kept: 1\r\n\r\n")).ShouldBe(200);
        backend.LatestHeaders.Keys.ShouldContain("X-Kept", StringComparer.OrdinalIgnoreCase);
        backend.LatestHeaders.Keys.ShouldNotContain("X-Secret", StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_backends_own_headers_for_its_connection_do_not_reach_clients()
    {
        await using var backend = new RawBackend("HTTP/1.1 200 OK\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nX-Kept: 2\r\nContent-Length: 0\r\n\r\n");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new Canary.Core.Services.VariantConfig { Destinations = [new Canary.Core.Services.DestinationConfig(backend.Address)] }));
        var answer = await RawBackend.AskAsync(proxy.Url, Get + "Connection: close\r\n" + End);
        answer.ShouldContain("X-Kept: 2");
        answer.ShouldNotContain("X-Secret");
    }

    [Theory]
    [InlineData("/echo/a%2Fb")]
    [InlineData("/echo/a%2Bb%20c")]
    [InlineData("/echo/%C3%B6")]
    [InlineData("/echo/a?b=%2F&c=d+e")]
    [InlineData("/echo/;v=1/(x)/a:b@c")]
    public async Task A_legal_target_reaches_the_backend_as_it_was_sent(string target)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(backend));
        StatusOf(await RawBackend.AskAsync(proxy.Url, $"GET {target} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")).ShouldBe(200);
        backend.LatestTarget.ShouldBe(target);
    }

    private static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer.Length > 12 && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;
}

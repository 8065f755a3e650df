using System.Net;
using Canary.Core.Services;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

/// <summary>What clients get for whatever backends answer: by our own forwarder (GET) as by YARP's (POST).</summary>
public sealed class BackendAnswersTests
{
    private const string Get = "GET /x HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
    private const string Post = "POST /x HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: 1\r\n\r\nb";

    public static TheoryData<string, string, string[]> Answers => new()
    {
        { "a body of known length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-One: 1\r\n\r\nhello", ["200 OK", "\r\nContent-Length: 5\r\n", "\r\nX-One: 1\r\n", "\r\n\r\nhello$"] },
        { "an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ["200 OK", "\r\nContent-Length: 0\r\n", "\r\n\r\n$"] },
        { "a body in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", ["200 OK", "\r\nTransfer-Encoding: chunked\r\n", "hello", "\r\n0\r\n\r\n$"] },
        { "trailers, which the server does not send over HTTP/1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n", ["hello", "!X-Sum: 7", "\r\n0\r\n\r\n$"] },
        { "a body that ends with the connection", "HTTP/1.0 200 OK\r\n\r\nhello", ["200 OK", "hello", "\r\n0\r\n\r\n$"] },
        { "no content", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", ["204 No Content", "!Content-Length", "\r\n\r\n$"] },
        { "no content that has some", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", ["204 No Content", "!Content-Length", "!hello", "\r\n\r\n$"] },
        { "not modified", "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n", ["304 Not Modified", "\r\nETag: \"1\"\r\n", "\r\n\r\n$"] },
        { "a reason of its own", "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n", ["HTTP/1.1 200 Fine\r\n"] },
        { "a length beside chunks", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", ["!Content-Length", "hello", "\r\n0\r\n\r\n$"] },
        { "headers of its connection", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nAlt-Svc: h3\r\n\r\n", ["!Keep-Alive", "!Proxy-Authenticate", "!Alt-Svc"] },
        { "headers that come twice", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2, 3\r\n\r\n", ["\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2, 3\r\n"] },
        { "an empty header", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Empty:\r\n\r\n", ["\r\nX-Empty: \r\n"] },
        { "bytes that are not ASCII", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Name: J\u00fcrgen\r\n\r\n", ["\r\nX-Name: J\u00fcrgen\r\n"] },
        { "too few bytes", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", ["200 OK", "\r\nContent-Length: 50\r\n", "!\r\n0\r\n\r\n", "hello<reset>$"] },
        { "chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ["200 OK", "hello", "!\r\n0\r\n\r\n"] },
        { "nothing", "", ["502 Bad Gateway"] },
        { "half a header", "HTTP/1.1 200 OK\r\nContent-Le", ["502 Bad Gateway"] },
        { "what is not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", ["502 Bad Gateway"] },
        { "two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nhello", ["502 Bad Gateway"] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Both_forwarders_pass_on_the_same_of(string what, string answer, string[] expected)
    {
        what.ShouldNotBeEmpty();
        foreach (var request in new[] { Get, Post })
        {
            // Each by a proxy of its own: this backend closes every connection, and a POST that meets a closing one is not sent again.
            await using var backend = new RawBackend(answer);
            await using var proxy = await StartAsync(backend);
            Check(await RawBackend.AskAsync(proxy.Url, request), expected);
        }
    }

    [Fact]
    public async Task Trailers_reach_clients_of_HTTP_2()
    {
        await using var backend = new RawBackend("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.H2cUrls = "http://127.0.0.1:0");
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new DestinationConfig(backend.Address)] }));
        using var client = ProxyUnderTest.CreateClient(proxy.Urls[1], HttpVersion.Version20);

        using var answer = await client.GetAsync(new Uri("/x", UriKind.Relative));

        (await answer.Content.ReadAsStringAsync()).ShouldBe("hello");
        answer.TrailingHeaders.GetValues("X-Sum").ShouldBe(["7"]);
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_the_length_and_no_body()
    {
        await using var backend = new RawBackend("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        await using var proxy = await StartAsync(backend);

        Check(await RawBackend.AskAsync(proxy.Url, Get.Replace("GET", "HEAD", StringComparison.Ordinal)), ["200 OK", "\r\nContent-Length: 5\r\n", "\r\n\r\n$"]);
    }

    [Fact]
    public async Task A_switch_of_protocols_that_nobody_asked_for_is_a_bad_gateway()
    {
        await using var backend = new RawBackend("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nanything");
        await using var proxy = await StartAsync(backend);

        Check(await RawBackend.AskAsync(proxy.Url, Get), ["502 Bad Gateway", "!anything"]);
    }

    private static async Task<ProxyUnderTest> StartAsync(RawBackend backend)
    {
        var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new DestinationConfig(backend.Address)] }));
        return proxy;
    }

    /// <summary>A text that must be there, one that must not ("!" before it), or one at the end ("$" after it).</summary>
    private static void Check(string answer, string[] expected)
    {
        foreach (var text in expected)
        {
            if (text.StartsWith('!'))
            {
                answer.ShouldNotContain(text[1..]);
            }
            else if (text.EndsWith('$'))
            {
                answer.ShouldEndWith(text[..^1]);
            }
            else
            {
                answer.ShouldContain(text);
            }
        }
    }
}

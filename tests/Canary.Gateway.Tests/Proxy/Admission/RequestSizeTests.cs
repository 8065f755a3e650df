using System.Text;
using Canary.Core.Services.Traffic;
using Canary.Gateway.Tests.Proxy.Forwarding;
using Canary.TestKit;
using Canary.TestKit.Raw;

namespace Canary.Gateway.Tests.Proxy.Admission;

/// <summary>Requests that are just as large as they may be, and one more than that.</summary>
public sealed class RequestSizeTests
{
    private const int Body = 1000;

    // The sizes and ends of chunks count as well.
    private const int Framing = Body / 10;

    /// <summary>What fits and what does not, by HTTP/1.1, and the status of the latter.</summary>
    public static TheoryData<string, string, string, int> Http1 => new()
    {
        { "the request line", Get("/" + new string('a', 8192 - "GET / HTTP/1.1\r\n".Length)), Get("/" + new string('a', 8193 - "GET / HTTP/1.1\r\n".Length)), 414 },
        { "all headers together", Get("/", Headers(32 * 1024)), Get("/", Headers((32 * 1024) + 1)), 431 },
        { "one header", Get("/", $"X-A: {new string('a', 32_000)}\r\n"), Get("/", $"X-A: {new string('a', 33_000)}\r\n"), 431 },
        { "the number of headers", Get("/", Many(98)), Get("/", Many(99)), 431 },
        { "a body with a length", Post($"Content-Length: {Body}", new string('b', Body)), Post($"Content-Length: {Body + 1}", new string('b', Body + 1)), 413 },
        { "a body in chunks", Post("Transfer-Encoding: chunked", Chunks(Body - Framing)), Post("Transfer-Encoding: chunked", Chunks(Body + 1)), 413 },
    };

    /// <summary>The same by HTTP/2, where some limits end the stream without a status.</summary>
    public static TheoryData<string, Http2Frame[], Http2Frame[], int> Http2 => new()
    {
        // Kestrel counts the pseudo headers' values.
        { "the request line", [Http2Wire.Request(1, "GET", Target(8192))], [Http2Wire.Request(1, "GET", Target(8193))], 0 },
        { "the number of headers", [Http2Wire.Request(1, "GET", "/", false, Several(96))], [Http2Wire.Request(1, "GET", "/", false, Several(101))], 431 },
        { "all headers together", [.. LargeHeaders(31_000)], [.. LargeHeaders(33_000)], 431 },
        { "a body with a length", [.. Upload(Body, true)], [.. Upload(Body + 1, true)], 413 },
        { "a body without a length", [.. Upload(Body, false)], [.. Upload(Body + 1, false)], 413 },
    };

    [Theory]
    [MemberData(nameof(Http1))]
    public async Task What_fits_passes_and_one_more_gets_its_answer(string what, string fits, string tooMuch, int status)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.Limits.BodyBytes = Body);
        await proxy.ApplyAsync(TestServices.Single(backend));

        (await RawBackend.AskAsync(proxy.Url, fits)).ShouldStartWith("HTTP/1.1 200 ", Case.Sensitive, what);
        (await RawBackend.AskAsync(proxy.Url, tooMuch)).ShouldStartWith($"HTTP/1.1 {status} ", Case.Sensitive, what);
    }

    [Theory]
    [MemberData(nameof(Http2))]
    public async Task What_fits_passes_by_HTTP_2_and_one_more_gets_its_answer(string what, Http2Frame[] fits, Http2Frame[] tooMuch, int status)
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => (options.H2cUrls, options.Limits.BodyBytes) = ("http://127.0.0.1:0", Body));
        await proxy.ApplyAsync(TestServices.Single(backend));

        (await StatusAsync(proxy, fits)).ShouldBe(200, what);
        (await StatusAsync(proxy, tooMuch)).ShouldBe(status, what);
    }

    [Fact]
    public async Task A_body_that_says_that_it_is_too_long_never_reaches_a_backend()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.Limits.BodyBytes = Body);
        await proxy.ApplyAsync(TestServices.Single(backend));
        (await RawBackend.AskAsync(proxy.Url, Post($"Content-Length: {Body + 1}", new string('b', Body + 1)))).ShouldStartWith("HTTP/1.1 413 ");
        backend.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_service_may_take_longer_bodies_than_the_gateway_does_else_and_shorter_ones()
    {
        await using var backend = await StubBackend.StartAsync("stable");
        await using var proxy = await ProxyUnderTest.StartAsync(options => options.Limits.BodyBytes = Body);
        foreach (var most in new[] { 2 * Body, Body / 2 })
        {
            await proxy.ApplyAsync(TestServices.Single(backend) with { Traffic = TrafficConfig.None with { Limits = new LimitsConfig { MaxBody = most } } });
            (await RawBackend.AskAsync(proxy.Url, Post("Transfer-Encoding: chunked", Chunks(most - Framing)))).ShouldStartWith("HTTP/1.1 200 ");
            (await RawBackend.AskAsync(proxy.Url, Post("Transfer-Encoding: chunked", Chunks(most + 1)))).ShouldStartWith("HTTP/1.1 413 ");
            (await RawBackend.AskAsync(proxy.Url, Post($"Content-Length: {most}", new string('b', most)))).ShouldStartWith("HTTP/1.1 200 ");
        }
    }

    private static string Get(string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: shop\r\n{headers}Connection: close\r\n\r\n";

    private static string Post(string length, string body) => $"POST /upload HTTP/1.1\r\nHost: shop\r\n{length}\r\nConnection: close\r\n\r\n{body}";

    private static string Many(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: 1\r\n"));

    /// <summary>Lines that make all headers of <see cref="Get"/> together so many bytes long, the empty line at the end left out.</summary>
    private static string Headers(int bytes)
    {
        var others = "Host: shop\r\nConnection: close\r\n".Length;
        var first = $"X-A: {new string('a', 16_000)}\r\n";
        return $"{first}X-B: {new string('b', bytes - others - first.Length - "X-B: \r\n".Length)}\r\n";
    }

    private static string Chunks(int bytes)
    {
        var text = new StringBuilder();
        for (var left = bytes; left > 0; left -= 300)
        {
            var size = Math.Min(left, 300);
            text.Append($"{size:x}\r\n").Append('c', size).Append("\r\n");
        }

        return text.Append("0\r\n\r\n").ToString();
    }

    private static string Target(int line) => "/" + new string('a', line - "GEThttpshop/".Length);

    private static (string Name, string Value)[] Several(int count) => [.. Enumerable.Range(0, count).Select(i => ($"x-{i}", "1"))];

    private static IEnumerable<Http2Frame> LargeHeaders(int bytes)
    {
        // More than a frame takes: the rest goes on in CONTINUATION.
        var whole = Http2Wire.Request(1, "GET", "/", false, ("x-a", new string('a', bytes / 2)), ("x-b", new string('b', bytes / 2)));
        var parts = whole.Payload.Chunk(16_000).ToArray();
        yield return whole with { Payload = parts[0], Flags = Http2Frame.EndStream };
        for (var i = 1; i < parts.Length; i++)
        {
            yield return new Http2Frame(Http2FrameType.Continuation, i == parts.Length - 1 ? Http2Frame.EndHeaders : (byte)0, 1, parts[i]);
        }
    }

    private static IEnumerable<Http2Frame> Upload(int bytes, bool saysLength)
    {
        yield return Http2Wire.Request(1, "POST", "/upload", hasBody: true, saysLength ? [("content-length", $"{bytes}")] : []);
        yield return new Http2Frame(Http2FrameType.Data, Http2Frame.EndStream, 1, new byte[bytes]);
    }

    /// <summary>The status of stream 1; 0 where the stream was reset, -1 where the connection ended.</summary>
    private static async Task<int> StatusAsync(ProxyUnderTest proxy, Http2Frame[] frames)
    {
        using var wire = await Http2Wire.ConnectAsync(proxy.Urls[1]);
        await wire.SendAsync(frames);
        var answer = await wire.ReadUntilAsync(frame => frame.Type is Http2FrameType.GoAway || (frame.Stream == 1 && frame.Type is Http2FrameType.Headers or Http2FrameType.ResetStream));
        return answer?.Type switch
        {
            Http2FrameType.Headers => Http2Status.Of(answer),
            Http2FrameType.ResetStream => 0,
            _ => -1,
        };
    }
}

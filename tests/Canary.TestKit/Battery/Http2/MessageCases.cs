using static Canary.TestKit.Battery.Http2.FrameFlags;

namespace Canary.TestKit.Battery.Http2;

/// <summary>Requests of HTTP/2 that are malformed, or only look so.</summary>
internal static class MessageCases
{
    private const FrameFlags Whole = EndStream | EndHeaders;

    /// <summary>The request is refused, by an answer or an end of its stream or connection, and nothing is forwarded.</summary>
    public static Wanted Bad { get; } = Wanted.That(
        "400 or another refusal, or an end of the stream, nothing forwarded",
        seen => (seen.Answers.Count > 0 ? seen.Status is >= 400 and <= 599 and not (502 or 504) : seen.Ending.Length > 0 || seen.Closed) && seen.Reached.All(r => !r.IsWhole) && seen.IsInSync);

    private static readonly Wanted Passed = Wanted.Forwarded();

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Pseudo.Select(c => Case("pseudo-headers", "RFC 9113, 8.3", c.Name, Frames.Headers(1, Whole, c.Fields), c.Wanted)),
        .. Fields.Select(c => Case("HTTP/2 headers", "RFC 9113, 8.2", c.Name, Frames.Request(1, (c.Header, c.Value)), c.Wanted)),
        .. Bodies.Select(c => Case("HTTP/2 bodies", "RFC 9113, 8.1.1", c.Name, c.Sends, c.Wanted)),
    ];

    /// <summary>A case of frames.</summary>
    public static BatteryCase Case(string @class, string source, string name, byte[] sends, Wanted wanted) =>
        new(name, @class, source, wanted) { Sends = sends, IsHttp2 = true };

    private static (string Name, (string, string)[] Fields, Wanted Wanted)[] Pseudo =>
    [
        ("all of them", Frames.Get("/echo"), Wanted.ForwardedAs("/echo")),
        ("no method", [(":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("no path", [(":method", "GET"), (":scheme", "http"), (":authority", "shop")], Bad),
        ("no scheme", [(":method", "GET"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("an empty path", Frames.Get(""), Bad),
        ("an empty method", [(":method", ""), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("an empty scheme", [(":method", "GET"), (":scheme", ""), (":path", "/echo"), (":authority", "shop")], Bad),
        ("two methods", Frames.Get("/echo", (":method", "POST")), Bad),
        ("two paths", Frames.Get("/echo", (":path", "/hidden")), Bad),
        ("two schemes", Frames.Get("/echo", (":scheme", "http")), Bad),
        ("two authorities", Frames.Get("/echo", (":authority", "other")), Bad),
        ("an unknown one", Frames.Get("/echo", (":test", "1")), Bad),
        (":status, which is of answers", Frames.Get("/echo", (":status", "200")), Bad),
        ("one after a header", [(":method", "GET"), (":scheme", "http"), (":authority", "shop"), ("x-a", "1"), (":path", "/echo")], Bad),
        (":protocol without its setting", [(":method", "CONNECT"), (":protocol", "x"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("an authority that differs from host", Frames.Get("/echo", ("host", "other")), Bad.Or(Wanted.Forwarded("for the authority", r => r.Header("Host") is ["shop"]))),
        ("an authority that equals host", Frames.Get("/echo", ("host", "shop")), Wanted.ForwardedWith("Host", "shop")),
        ("host in the place of the authority", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), ("host", "shop")], Wanted.ForwardedWith("Host", "shop").Or(Bad)),
        ("neither", [(":method", "GET"), (":scheme", "http"), (":path", "/echo")], Bad),
        ("two hosts", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), ("host", "shop"), ("host", "other")], Bad),
        ("an empty authority", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), (":authority", "")], Bad),
        ("an authority with a user", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), (":authority", "a@shop")], Bad),
        ("an authority with a path", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop/x")], Bad),
        ("an authority with a blank", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), (":authority", "sh op")], Bad),
        ("an authority with CR LF", [(":method", "GET"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop\r\nX-A: 1")], Bad),
        ("a method with CR LF", [(":method", "GET /hidden HTTP/1.1\r\nX: "), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("a method with a blank", [(":method", "GET /x"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("a path with CR LF", Frames.Get("/echo HTTP/1.1\r\nX-A: 1"), Bad),
        ("a path with a blank", Frames.Get("/echo HTTP/1.1"), Bad),
        ("a path with a bare LF", Frames.Get("/echo\nX"), Bad),
        ("a path with NUL", Frames.Get("/echo\0"), Bad),
        ("a path without a slash", Frames.Get("echo"), Bad),
        ("a path that is a URL", Frames.Get("http://other/echo"), Bad.Or(Wanted.Forwarded("for this host", r => r.Header("Host") is ["shop"]))),
        ("a path with a fragment", Frames.Get("/echo#x"), Bad.Or(Wanted.Forwarded("without it", r => !r.Target.Contains('#', StringComparison.Ordinal)))),
        ("a path with escapes", Frames.Get("/echo/a%2Fb?c=%2B"), Wanted.ForwardedAs("/echo/a%2Fb?c=%2B")),
        ("a path with a bad escape", Frames.Get("/echo/%zz"), Bad),
        ("a scheme with CR LF", [(":method", "GET"), (":scheme", "http\r\nX-A: 1"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("a scheme that is a URL", [(":method", "GET"), (":scheme", "http://other/?"), (":path", "/echo"), (":authority", "shop")], Bad.Or(Wanted.Forwarded("for this host", r => r.Target == "/echo" && r.Header("Host") is ["shop"]))),
        ("https without TLS", [(":method", "GET"), (":scheme", "https"), (":path", "/echo"), (":authority", "shop")], Bad.Or(Passed)),
        ("CONNECT", [(":method", "CONNECT"), (":authority", "other:443")], Bad),
        ("CONNECT with a path", [(":method", "CONNECT"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("TRACE", [(":method", "TRACE"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Bad),
        ("OPTIONS of the server", [(":method", "OPTIONS"), (":scheme", "http"), (":path", "*"), (":authority", "shop")], Wanted.Answered(200, 204).Or(Bad)),
        ("HEAD", [(":method", "HEAD"), (":scheme", "http"), (":path", "/echo"), (":authority", "shop")], Wanted.Forwarded("as HEAD", r => r.Method == "HEAD")),
    ];

    private static (string Name, string Header, string Value, Wanted Wanted)[] Fields =>
    [
        ("a name in capitals", "X-Upper", "1", Bad),
        ("a name with a blank", "x a", "1", Bad),
        ("a name with a colon", "x:a", "1", Bad.Or(Dropped)),
        ("a name with CR LF", "x\r\nb", "1", Bad),
        ("a name with NUL", "x\0b", "1", Bad),
        ("an empty name", "", "1", Bad),
        ("a name that is no ASCII", "x\u00f6", "1", Bad.Or(Dropped)),
        ("a name with a parenthesis", "x(a)", "1", Bad.Or(Dropped)),
        ("a value with CR LF", "x-a", "1\r\nX-B: 2", Bad),
        ("a value with a bare CR", "x-a", "1\r2", Bad),
        ("a value with a bare LF", "x-a", "1\n2", Bad),
        ("a value with NUL", "x-a", "1\0", Bad),
        ("a value with a request inside", "x-a", "1\r\n\r\nGET /hidden HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("a value with a control character", "x-a", "1\u0001", Bad),
        ("a value with DEL", "x-a", "1\u007f", Bad),
        ("a value with blanks around", "x-a", " 1 ", Bad.Or(Wanted.ForwardedWith("x-a", "1"))),
        ("connection", "connection", "close", Bad),
        ("connection that names a header", "connection", "x-a", Bad),
        ("keep-alive", "keep-alive", "timeout=5", Bad),
        ("proxy-connection", "proxy-connection", "keep-alive", Bad),
        ("transfer-encoding", "transfer-encoding", "chunked", Bad),
        ("upgrade", "upgrade", "websocket", Bad),
        ("te: trailers", "te", "trailers", Wanted.Forwarded("", r => r.Header("TE") is ["trailers"] or [])),
        ("te: gzip", "te", "gzip", Bad),
        ("te: trailers and gzip", "te", "trailers, gzip", Bad),
        ("a name with an underscore", "x_real_ip", "1.2.3.4", Wanted.Forwarded("not as it was", r => !r.Bytes.Contains("1.2.3.4", StringComparison.Ordinal))),
        ("x-forwarded-for", "x-forwarded-for", "1.2.3.4", Wanted.ForwardedWith("X-Forwarded-For", "127.0.0.1")),
        ("x-forwarded-proto", "x-forwarded-proto", "https", Wanted.ForwardedWith("X-Forwarded-Proto", "http")),
        ("x-original-url", "x-original-url", "/hidden", Wanted.ForwardedWithout("X-Original-URL")),
        ("a header of 40 KB", "x-a", new string('a', 40_000), Bad),
        ("http2-settings", "http2-settings", "AAMAAABk", Bad.Or(Wanted.ForwardedWithout("HTTP2-Settings"))),
    ];

    private static (string Name, byte[] Sends, Wanted Wanted)[] Bodies =>
    [
        ("a length that is right", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "5"))), .. Frames.Data(1, "hello")], Hello),
        ("no length", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Data(1, "hello")], Hello),
        ("a length that is too long", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "10"))), .. Frames.Data(1, "hello")], BadBody),
        ("a length that is too short", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "2"))), .. Frames.Data(1, "hello")], BadBody),
        ("a length without a body", Frames.Headers(1, Whole, Frames.Post(("content-length", "5"))), BadBody),
        ("a length of nothing and a body", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "0"))), .. Frames.Data(1, "GET /hidden HTTP/1.1\r\nHost: shop\r\n\r\n")], BadBody),
        ("two lengths", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "5"), ("content-length", "6"))), .. Frames.Data(1, "hello")], BadBody),
        ("a length with a plus sign", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "+5"))), .. Frames.Data(1, "hello")], BadBody),
        ("a length that is no number", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "five"))), .. Frames.Data(1, "hello")], BadBody),
        ("trailers", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Data(1, "hello", ends: false), .. Frames.Headers(1, Whole, ("x-sum", "1"))], Hello),
        ("trailers that do not end the stream", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Data(1, "hello", ends: false), .. Frames.Headers(1, EndHeaders, ("x-sum", "1")), .. Frames.Data(1, "")], BadBody),
        ("trailers with a pseudo-header", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Data(1, "hello", ends: false), .. Frames.Headers(1, Whole, (":path", "/hidden"))], BadBody),
        ("trailers with CR LF", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Data(1, "hello", ends: false), .. Frames.Headers(1, Whole, ("x-sum", "1\r\nX-B: 2"))], BadBody.Or(Wanted.Forwarded("without the trailer", r => r.Body == "hello" && !r.Bytes.Contains("X-B", StringComparison.Ordinal)))),
        ("a body that is reset", [.. Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "10"))), .. Frames.Data(1, "hello", ends: false), .. Frames.Number(FrameType.Reset, 1, 8), .. Frames.Request(3)], Wanted.That("no whole upload, the next stream answered", seen => seen.Reached.All(r => !r.IsWhole || r.Method == "GET"))),
        ("a body of 2 MB said first", Frames.Headers(1, EndHeaders, Frames.Post(("content-length", "2000000"))), Wanted.That("413, nothing forwarded", seen => seen.Status == 413 && seen.Reached.All(r => !r.IsWhole))),
    ];

    private static Wanted Hello { get; } = Wanted.Forwarded("whole", r => r.Body == "hello");

    private static Wanted Dropped { get; } = Wanted.Forwarded("without it", r => !r.Head.Contains(": 1\r\n", StringComparison.Ordinal) && !r.Head.EndsWith(": 1", StringComparison.Ordinal));

    private static Wanted BadBody { get; } = Wanted.That(
        "400, or an end of the stream, no whole request forwarded",
        seen => (seen.Answers.Count > 0 ? seen.Status is >= 400 and < 500 : seen.Ending.Length > 0 || seen.Closed) && seen.Reached.All(r => !r.IsWhole) && seen.IsInSync);
}

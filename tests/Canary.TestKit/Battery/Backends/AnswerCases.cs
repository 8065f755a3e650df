using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Backends;

/// <summary>Answers that are whole, odd or not.</summary>
internal static class AnswerCases
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Five = "Content-Length: 5\r\n\r\nhello";

    private static readonly Wanted Bad = Wanted.Answered(502);
    private static readonly Wanted Hello = Wanted.AnsweredWith(200, "hello");

    /// <summary>The cases.</summary>
    public static IEnumerable<BackendCase> All =>
    [
        .. Framing.Select(c => new BackendCase("framing of answers", "RFC 9112, 6.3", c.Name, OriginAnswer.Of(c.Text, c.Then), c.Wanted)),
        .. Heads.Select(c => new BackendCase("heads of answers", "RFC 9112, 4 and 5", c.Name, OriginAnswer.Of(c.Text, AfterAnswer.Close), c.Wanted)),
        .. Statuses.Select(c => new BackendCase("statuses", "RFC 9110, 15", c.Name, OriginAnswer.Of(c.Text, c.Then), c.Wanted)),
        .. HopByHop.Select(c => new BackendCase("headers of the backend's connection", "RFC 9110, 7.6.1", c.Name, OriginAnswer.Of(Ok + c.Lines + Five), c.Wanted)),
    ];

    private static (string Name, string Text, AfterAnswer Then, Wanted Wanted)[] Framing =>
    [
        ("a length", Ok + Five, AfterAnswer.KeepOpen, Hello),
        ("chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", AfterAnswer.KeepOpen, Hello),
        ("the end of the connection", Ok + "\r\nhello", AfterAnswer.Close, Hello),
        ("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", AfterAnswer.Close, Hello),
        ("HTTP/1.0 with a length", "HTTP/1.0 200 OK\r\n" + Five, AfterAnswer.Close, Hello),
        ("trailers", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", AfterAnswer.KeepOpen, Hello),
        ("a chunk extension", Ok + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n", AfterAnswer.KeepOpen, Hello),
        ("two lengths that differ", Ok + "Content-Length: 6\r\n" + Five, AfterAnswer.KeepOpen, Bad),
        ("two lengths that differ, the right one first", Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("two lengths that are equal", Ok + "Content-Length: 5\r\n" + Five, AfterAnswer.KeepOpen, Bad.Or(Wanted.AnsweredWith(200, "hello", "one length", a => a.Header("Content-Length").Count <= 1))),
        ("a list of lengths that differ", Ok + "Content-Length: 5, 6\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("a length below zero", Ok + "Content-Length: -5\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("a length with a plus sign", Ok + "Content-Length: +5\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("a length that is no number", Ok + "Content-Length: five\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("a length of more than 64 bits", Ok + "Content-Length: 99999999999999999999\r\n\r\nhello", AfterAnswer.Close, Bad),
        ("an empty length", Ok + "Content-Length:\r\n\r\nhello", AfterAnswer.Close, Bad.Or(Hello)),
        ("a length beside chunks", Ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", AfterAnswer.KeepOpen, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the length", a => a.Header("Content-Length") is [] or ["5"]))),
        ("an unknown transfer encoding", Ok + "Transfer-Encoding: x\r\n\r\nhello", AfterAnswer.Close, Bad.Or(Hello)),
        ("chunked twice", Ok + "Transfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", AfterAnswer.Close, Bad.Or(Wanted.BrokenOff).Or(Wanted.AnsweredWith(200, "hello"))),
        ("more bytes than the length", Ok + Five + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", AfterAnswer.KeepOpen, Hello),
        ("another answer after chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", AfterAnswer.KeepOpen, Hello),
        ("an answer of nothing", Ok + "Content-Length: 0\r\n\r\n", AfterAnswer.KeepOpen, Wanted.AnsweredWith(200, "")),
    ];

    private static (string Name, string Text, Wanted Wanted)[] Heads =>
    [
        ("a bare CR in a value", Ok + "X-A: a\rb\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the CR", Clean))),
        ("a bare LF in a value", Ok + "X-A: a\nb\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without a line of its own", Clean))),
        ("NUL in a value", Ok + "X-A: a\0b\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the NUL", Clean))),
        ("a control character in a value", Ok + "X-A: a\u0001b\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without it", Clean))),
        ("a header split by a bare CR", Ok + "X-A: a\rSet-Cookie: evil=1\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without another header", a => Clean(a) && a.Header("Set-Cookie").Count == 0))),
        ("a folded line", Ok + "X-A: a\r\n b\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "in one line, or without it", a => Clean(a) && a.Header("X-A").All(v => v.Replace(" ", "", StringComparison.Ordinal) is "ab" or "a")))),
        ("a blank before the colon", Ok + "X-A : 1\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the blank", a => !a.Head.Contains("X-A ", StringComparison.Ordinal)))),
        ("no colon", Ok + "X-A\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the line", a => !a.Head.Contains("X-A", StringComparison.Ordinal)))),
        ("no name", Ok + ": 1\r\n" + Five, Bad.Or(Wanted.AnsweredWith(200, "hello", "without the line", a => !a.Head.Contains("\r\n:", StringComparison.Ordinal)))),
        ("bare LFs alone", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", Bad.Or(Hello)),
        ("200 KB of headers", Ok + string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: {new string('a', 1_000)}\r\n")) + Five, Bad),
        ("a header of 200 KB", Ok + "X-A: " + new string('a', 200_000) + "\r\n" + Five, Bad),
        ("bytes that are no ASCII", Ok + "X-A: \u00f6\r\n" + Five, Wanted.AnsweredWith(200, "hello", "as they were", a => a.Header("X-A") is ["\u00f6"]).Or(Bad)),
        ("an empty header", Ok + "X-A:\r\n" + Five, Hello),
        ("the same header twice", Ok + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n" + Five, Wanted.AnsweredWith(200, "hello", "both", a => a.Header("Set-Cookie").Count >= 2)),
        ("garbage", "\u0001\u0002\u0003 what is this\r\n\r\n", Bad),
        ("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", Bad),
        ("HTTP/0.9", "<html>hello</html>", Bad),
        ("HTTP/2.0 in text", "HTTP/2.0 200 OK\r\n" + Five, Bad.Or(Hello)),
        ("a version that is none", "HTTP/x.y 200 OK\r\n" + Five, Bad),
        ("half a status line", "HTTP/1.1 2", Bad),
        ("half a head", Ok + "Content-Le", Bad),
        ("an empty line before it", "\r\n" + Ok + Five, Bad.Or(Hello)),
        ("frames of HTTP/2", "\0\0\u0006\u0004\0\0\0\0\0\0\u0003\0\0\0\u0064", Bad),
    ];

    private static (string Name, string Text, AfterAnswer Then, Wanted Wanted)[] Statuses =>
    [
        ("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", AfterAnswer.Close, Wanted.AnsweredWith(204, "", "no length", a => a.Header("Content-Length").Count == 0).Or(Bad)),
        ("204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", AfterAnswer.Close, Wanted.AnsweredWith(204, "", "no chunks", a => a.Header("Transfer-Encoding").Count == 0).Or(Bad)),
        ("204 and an answer after it", "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", AfterAnswer.KeepOpen, Wanted.AnsweredWith(204, "").Or(Bad)),
        ("205 with a body", "HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\nhello", AfterAnswer.KeepOpen, Wanted.Answered(205, 502).Or(Wanted.BrokenOff)),
        ("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: \"1\"\r\n\r\n", AfterAnswer.KeepOpen, Wanted.AnsweredWith(304, "", "its ETag", a => a.Header("ETag").Count == 1)),
        ("304 with a body", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello", AfterAnswer.KeepOpen, Wanted.AnsweredWith(304, "")),
        ("a reason of its own", "HTTP/1.1 200 fine by me\r\n" + Five, AfterAnswer.KeepOpen, Hello),
        ("no reason", "HTTP/1.1 200\r\n" + Five, AfterAnswer.KeepOpen, Hello),
        ("an empty reason", "HTTP/1.1 200 \r\n" + Five, AfterAnswer.KeepOpen, Hello),
        ("an unknown status", "HTTP/1.1 299 Odd\r\n" + Five, AfterAnswer.KeepOpen, Wanted.AnsweredWith(299, "hello")),
        ("600", "HTTP/1.1 600 Odd\r\n" + Five, AfterAnswer.Close, Wanted.AnsweredWith(600, "hello").Or(Wanted.Answered(500, 502))),
        ("999", "HTTP/1.1 999 Odd\r\n" + Five, AfterAnswer.Close, Wanted.AnsweredWith(999, "hello").Or(Wanted.Answered(500, 502))),
        ("099", "HTTP/1.1 099 Odd\r\n" + Five, AfterAnswer.Close, Bad),
        ("000", "HTTP/1.1 000 Odd\r\n" + Five, AfterAnswer.Close, Bad),
        ("20", "HTTP/1.1 20 OK\r\n" + Five, AfterAnswer.Close, Bad),
        ("2000", "HTTP/1.1 2000 OK\r\n" + Five, AfterAnswer.Close, Bad),
        ("a minus sign", "HTTP/1.1 -20 OK\r\n" + Five, AfterAnswer.Close, Bad),
        ("2e2", "HTTP/1.1 2e2 OK\r\n" + Five, AfterAnswer.Close, Bad),
        ("NUL in the reason", "HTTP/1.1 200 O\0K\r\n" + Five, AfterAnswer.Close, Bad.Or(Wanted.AnsweredWith(200, "hello", "without it", a => !a.Head.Contains('\0', StringComparison.Ordinal)))),
        ("a bare CR in the reason", "HTTP/1.1 200 O\rX-A: 1\r\n" + Five, AfterAnswer.Close, Bad.Or(Wanted.AnsweredWith(200, "hello", "without it", Clean))),
        ("101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello", AfterAnswer.KeepOpen, Bad),
        ("101 without headers", "HTTP/1.1 101 Switching Protocols\r\n\r\n", AfterAnswer.Close, Bad),
        ("100 before it", "HTTP/1.1 100 Continue\r\n\r\n" + Ok + Five, AfterAnswer.KeepOpen, Hello),
        ("103 before it", "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + Ok + Five, AfterAnswer.KeepOpen, Hello),
        ("102 before it", "HTTP/1.1 102 Processing\r\n\r\n" + Ok + Five, AfterAnswer.KeepOpen, Hello),
        ("five before it", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 5)) + Ok + Five, AfterAnswer.KeepOpen, Hello),
        ("20,000 before it", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 20_000)) + Ok + Five, AfterAnswer.KeepOpen, Hello.Or(Wanted.Answered(502))),
        ("a redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n" + Five, AfterAnswer.KeepOpen, Wanted.AnsweredWith(302, "hello", "its Location", a => a.Header("Location") is ["http://127.0.0.1:1/"])),
        ("503 with Retry-After", "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n" + Five, AfterAnswer.KeepOpen, Wanted.AnsweredWith(503, "hello", "its Retry-After", a => a.Header("Retry-After") is ["7"])),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] HopByHop =>
    [
        ("named by Connection", "Connection: X-Secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named beside close", "Connection: close, X-Secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named in a second line", "Connection: keep-alive\r\nConnection: x-secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("Keep-Alive", "Keep-Alive: timeout=77\r\nX-Kept: 1\r\n", Wanted.AnsweredWith(200, "hello", "without it", a => !a.Header("Keep-Alive").Contains("timeout=77") && a.Header("X-Kept").Count == 1)),
        ("Proxy-Connection", "Proxy-Connection: close\r\nX-Kept: 1\r\n", Without("Proxy-Connection")),
        ("Upgrade", "Connection: Upgrade\r\nUpgrade: h2c\r\nX-Kept: 1\r\n", Without("Upgrade")),
        ("the end of the backend's connection", "Connection: close\r\nX-Kept: 1\r\n", Wanted.AnsweredWith(200, "hello", "", a => a.Header("X-Kept").Count == 1)),
        ("Content-Length named by Connection", "Connection: Content-Length\r\nX-Kept: 1\r\n", Hello),
    ];

    private static Wanted Without(string name) => Wanted.AnsweredWith(200, "hello", $"without {name}", a => a.Header(name).Count == 0 && a.Header("X-Kept").Count == 1);

    private static bool Clean(RawAnswer answer) => answer.Head.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0;
}

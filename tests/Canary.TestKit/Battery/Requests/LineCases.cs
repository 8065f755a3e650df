using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Ends of lines, and the request line.</summary>
internal static class LineCases
{
    private static readonly Wanted Bad = Wanted.RefusedAndClosed(400);

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        // RFC 9112, section 2.2: a bare LF may be recognised as the end of a line.
        .. Ends.Select(c => BatteryCase.Of("line ends", "RFC 9112, 2.2", c.Name, c.Sends, c.Wanted) with { Allowed = c.Name.Contains("bare LF", StringComparison.Ordinal) ? Wanted.Passed : null }),
        .. RequestLines.Select(c => BatteryCase.Of("request line", "RFC 9112, 3", c.Name, c.Sends, c.Wanted)),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Ends =>
    [
        ("a bare LF after the request line", "GET /echo HTTP/1.1\nHost: shop\r\n\r\n", Bad),
        ("a bare LF after a header", "GET /echo HTTP/1.1\r\nHost: shop\nX-A: 1\r\n\r\n", Bad),
        ("a bare LF after the last header", Get + "X-A: 1\n\r\n", Bad),
        ("a bare LF as the empty line", Get + "X-A: 1\r\n\n" + Get + End, Bad),
        ("bare LFs alone", "GET /echo HTTP/1.1\nHost: shop\n\n", Bad),
        ("a bare CR after the request line", "GET /echo HTTP/1.1\rHost: shop\r\n\r\n", Bad),
        ("a bare CR after a header", Get + "X-A: 1\rX-B: 2\r\n\r\n", Bad),
        ("a bare CR as the empty line", Get + "\r" + Get + End, Bad),
        ("CR CR LF", Get + "X-A: 1\r\r\n\r\n", Bad),
        ("LF CR", "GET /echo HTTP/1.1\n\rHost: shop\n\r\n\r", Bad),
        ("a smuggled header behind a bare CR", Get + "X-A: 1\rTransfer-Encoding: chunked\r\n\r\n", Bad),
        ("a smuggled request behind a bare LF", Get + "X-A: 1\n\nGET /hidden HTTP/1.1\nHost: shop\r\n\r\n", Bad),
        ("an empty line before the request", "\r\n" + Get + End, Wanted.Forwarded().Or(Bad)),
        ("a bare LF before the request", "\n" + Get + End, Wanted.Forwarded().Or(Bad)),
        ("blanks before the request", "  " + Get + End, Bad),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] RequestLines =>
    [
        ("two blanks after the method", "GET  /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.ForwardedAs("/echo"))),
        ("two blanks before the version", "GET /echo  HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.ForwardedAs("/echo"))),
        ("a blank after the version", "GET /echo HTTP/1.1 \r\nHost: shop\r\n\r\n", Bad.Or(Wanted.ForwardedAs("/echo"))),
        ("a tab in place of a blank", "GET\t/echo\tHTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.ForwardedAs("/echo"))),
        ("a form feed in place of a blank", "GET\f/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.ForwardedAs("/echo"))),
        ("a blank in the target", "GET /echo x HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("no version", "GET /echo\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.RefusedAndClosed(505))),
        ("no target", "GET HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("nothing but a method", "GET\r\n\r\n", Bad),
        ("HTTP/0.9", "GET /echo\r\n\r\n", Bad.Or(Wanted.RefusedAndClosed(505))),
        ("HTTP/2.0 in text", "GET /echo HTTP/2.0\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("HTTP/3.0", "GET /echo HTTP/3.0\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("HTTP/1.10", "GET /echo HTTP/1.10\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("HTTP/01.1", "GET /echo HTTP/01.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("HTTP/1.2, which is 1.x", "GET /echo HTTP/1.2\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505).Or(Wanted.Forwarded())),
        ("HTTP/1.1 in lower case", "GET /echo http/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("another protocol", "GET /echo ICY/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("HTTPS/1.1", "GET /echo HTTPS/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("a version with a blank", "GET /echo HTTP/1. 1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 505)),
        ("a NUL in the method", "G\0T /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("a slash in the method", "GE/T /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Refused(405, 501))),
        ("a colon in the method", "GE:T /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Refused(405, 501))),
        ("no method", " /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("what is TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", Bad.Or(Wanted.Closed)),
        ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Wanted.RefusedAndClosed(400, 405, 505).Or(Wanted.That("connection ends or HTTP/2 begins, nothing forwarded", seen => seen.Reached.Count == 0 && (seen.Closed || seen.Status == 0)))),
        ("what is SSH", "SSH-2.0-OpenSSH_9.2\r\n\r\n", Bad.Or(Wanted.Closed)),
    ];
}

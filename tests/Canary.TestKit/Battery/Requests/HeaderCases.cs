using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Hosts, names and values.</summary>
internal static class HeaderCases
{
    private static readonly Wanted Bad = Wanted.RefusedAndClosed(400);
    private static readonly Wanted BadOrDropped = Bad.Or(Wanted.Forwarded("without it", r => !r.Bytes.Contains("A: 1", StringComparison.Ordinal) && !r.Bytes.Contains("): 1", StringComparison.Ordinal)));

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Hosts.Select(c => BatteryCase.Of("hosts", "RFC 9112, 3.2", c.Name, $"GET /echo HTTP/1.1\r\n{c.Lines}\r\n", c.Wanted)),
        BatteryCase.Of("hosts", "RFC 9112, 3.2", "none in HTTP/1.0", "GET /echo HTTP/1.0\r\n\r\n", Wanted.Forwarded().Or(Wanted.Refused(400, 404))),
        .. Names.Select(c => BatteryCase.Of("header names", "RFC 9112, 5", c.Name, Get + c.Line + End, c.Wanted)),
        
        // RFC 9110, section 5.5: CR and NUL may be replaced by a blank, and other control characters may be kept.
        .. Values.Select(c => BatteryCase.Of("header values", "RFC 9110, 5.5", c.Name, Get + c.Line + End, c.Wanted) with { Allowed = Wanted.Passed }),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] Hosts =>
    [
        ("none", "", Bad),
        ("two", "Host: shop\r\nHost: other\r\n", Bad),
        ("two that are equal", "Host: shop\r\nHost: shop\r\n", Bad),
        ("two in one line", "Host: shop, other\r\n", Bad),
        ("an empty one", "Host:\r\n", Bad),
        ("blanks alone", "Host:   \r\n", Bad),
        ("a path", "Host: shop/admin\r\n", Bad),
        ("a user", "Host: a@shop\r\n", Bad),
        ("a scheme", "Host: http://shop\r\n", Bad),
        ("a blank inside", "Host: sh op\r\n", Bad),
        ("a query", "Host: shop?x\r\n", Bad),
        ("a fragment", "Host: shop#x\r\n", Bad),
        ("a backslash", "Host: shop\\other\r\n", Bad),
        ("a port that is no number", "Host: shop:http\r\n", Bad),
        ("two ports", "Host: shop:80:80\r\n", Bad),
        ("half an IPv6 address", "Host: [::1\r\n", Bad),
        ("a NUL", "Host: shop\0other\r\n", Bad),
        ("a byte that is no ASCII", "Host: sh\u00f6p\r\n", Bad),
        ("quotes", "Host: \"shop\"\r\n", Bad),
        ("a folded line", "Host: shop\r\n other\r\n", Bad),
        ("a blank before the colon", "Host : shop\r\n", Bad),
        ("a tab before the name", "\tHost: shop\r\n", Bad),
        ("a port", "Host: shop:8080\r\n", Wanted.Forwarded("with its port", r => r.Header("Host")[0] is "shop:8080" or "shop")),
        ("capitals", "Host: SHOP\r\n", Wanted.Forwarded()),
        ("an IPv6 address", "Host: [::1]:8080\r\n", Wanted.Forwarded()),
        ("a shadow", "Host: shop\r\nX_Host: other\r\nHost_: other\r\n", Wanted.Forwarded("once", r => !r.Has("X_Host"))),
    ];

    private static (string Name, string Line, Wanted Wanted)[] Names =>
    [
        ("a blank before the colon", "X-A : 1\r\n", Bad),
        ("a tab before the colon", "X-A\t: 1\r\n", Bad),
        ("a blank inside", "X A: 1\r\n", Bad),
        ("no colon", "X-A\r\n", Bad),
        ("no name", ": 1\r\n", Bad),
        ("a colon alone", ":\r\n", Bad),
        ("a folded line", "X-A: 1\r\n 2\r\n", Bad),
        ("a folded line by a tab", "X-A: 1\r\n\t2\r\n", Bad),
        ("a folded line without anything", "X-A: 1\r\n \r\n", Bad),
        ("a NUL", "X\0A: 1\r\n", Bad),
        ("a control character", "X\u0001A: 1\r\n", BadOrDropped),
        ("a byte that is no ASCII", "X\u00f6: 1\r\n", Bad),
        ("a parenthesis", "X(A): 1\r\n", BadOrDropped),
        ("a slash", "X/A: 1\r\n", BadOrDropped),
        ("a quote", "X\"A: 1\r\n", BadOrDropped),
        ("a pseudo-header", ":path: /hidden\r\n", Bad),
        ("a vertical tab after the colon", "X-A:\u000b1\r\n", Bad),
        ("an underscore that shadows a header", "X_Forwarded_For: 1.2.3.4\r\n", Wanted.ForwardedWithout("X_Forwarded_For")),
        ("an underscore in Content_Length", "Content_Length: 5\r\n", Wanted.ForwardedWithout("Content_Length")),
        ("an underscore in Transfer_Encoding", "Transfer_Encoding: chunked\r\n", Wanted.ForwardedWithout("Transfer_Encoding")),
        ("all characters that a name may have", "X!#$%&'*+.^`|~9: 1\r\n", Wanted.Forwarded().Or(Bad)),
        ("capitals", "X-UPPER: 1\r\n", Wanted.ForwardedWith("X-Upper", "1")),
    ];

    private static (string Name, string Line, Wanted Wanted)[] Values =>
    [
        ("a bare CR", "X-A: a\rb\r\n", Bad),
        ("a bare LF and no header", "X-A: a\nb\r\n", Bad),
        ("NUL", "X-A: a\0b\r\n", Bad),
        ("NUL at the end", "X-A: a\0\r\n", Bad),
        ("a control character", "X-A: a\u0001b\r\n", Wanted.Refused(400)),
        ("an escape sequence", "X-A: a\u001b[2Jb\r\n", Wanted.Refused(400)),
        ("a backspace", "X-A: a\bb\r\n", Wanted.Refused(400)),
        ("a vertical tab", "X-A: a\vb\r\n", Wanted.Refused(400)),
        ("DEL", "X-A: a\u007fb\r\n", Wanted.Refused(400)),
        ("a control character in a cookie", "Cookie: a=\u0002\r\n", Wanted.Refused(400)),
        ("UTF-8", "X-A: \u00c3\u00b6\r\n", Wanted.Refused(400).Or(Wanted.ForwardedWith("X-A", "\u00c3\u00b6"))),
        ("Latin-1", "X-A: \u00f6\r\n", Wanted.Refused(400).Or(Wanted.ForwardedWith("X-A", "\u00f6"))),
        ("a tab", "X-A: a\tb\r\n", Wanted.ForwardedWith("X-A", "a\tb").Or(Wanted.ForwardedWith("X-A", "a b"))),
        ("blanks around", "X-A:   1  \r\n", Wanted.ForwardedWith("X-A", "1")),
        ("no blank", "X-A:1\r\n", Wanted.ForwardedWith("X-A", "1")),
        ("nothing", "X-A:\r\n", Wanted.Forwarded("empty, or left out", r => r.Header("X-A") is [] or [""])),
        ("the same twice", "X-A: 1\r\nX-A: 2\r\n", Wanted.Forwarded("in order", r => string.Join(",", r.Header("X-A")).Replace(" ", "", StringComparison.Ordinal) == "1,2")),
        ("quotes and colons", "X-A: \"a:b\"; c=\"d\"\r\n", Wanted.ForwardedWith("X-A", "\"a:b\"; c=\"d\"")),
    ];
}

namespace Canary.TestKit.Battery.Requests;

/// <summary>Targets: what is no target, what must arrive as it was sent, and other forms than a path.</summary>
internal static class TargetCases
{
    private static readonly Wanted Bad = Wanted.Refused(400);

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Wrong.Select(c => BatteryCase.Of("targets that are none", "RFC 3986, 2 and 3.3", c.Name, Line(c.Target), c.Wanted)),
        .. Legal.Select(c => BatteryCase.Of("targets that pass as they are", "RFC 9110, 4.2.3; RFC 3986, 2.2", c, Line(c), Wanted.ForwardedAs(c))),
        .. Forms.Select(c => BatteryCase.Of("forms of targets", "RFC 9112, 3.2", c.Name, c.Sends, c.Wanted)),
    ];

    private static (string Name, string Target, Wanted Wanted)[] Wrong =>
    [
        ("a percent sign without digits", "/echo/%zz", Bad),
        ("half an escape", "/echo/%4", Bad),
        ("a percent sign at the end", "/echo/%", Bad),
        ("an escape in the query without digits", "/echo?a=%gg", Bad.Or(Wanted.ForwardedAs("/echo?a=%gg"))),
        ("an escaped NUL", "/echo/%00", Bad),
        ("a backslash", "/echo\\x", Bad),
        ("a backslash above the root", "/..\\..\\etc", Bad),
        ("a fragment", "/echo#x", Bad),
        ("a byte that is no ASCII", "/ech\u00f6", Bad),
        ("UTF-8 without escapes", "/ech\u00c3\u00b6", Bad),
        ("a control character", "/echo\u0001", Bad),
        ("DEL", "/echo\u007f", Bad),
        ("no slash at the beginning", "echo", Wanted.Refused(400, 405)),
        ("above the root", "/../../etc/passwd", Bad.Or(Wanted.Forwarded("not above the root", r => !r.Target.Contains("..", StringComparison.Ordinal) || r.Target == "/../../etc/passwd"))),
        ("an asterisk in a GET", "*", Bad.Or(Wanted.Refused(404, 405))),
        ("two dots before an escaped slash", "/echo/..%2fhidden", Bad),
        ("two dots between escaped slashes", "/echo%2f..%2Fhidden", Bad),
        ("escaped dots before an escaped slash", "/echo/%2e%2E%2fhidden", Bad),
        ("two dots before an escaped backslash", "/echo/..%5chidden", Bad),
        ("an escape of more than Unicode", "/echo/%f8%88%80%80%80", Bad.Or(Wanted.Forwarded("as it was", r => r.Target == "/echo/%f8%88%80%80%80"))),
    ];

    private static string[] Legal =>
    [
        "/echo/a%2Fb", "/echo/a%2fb", "/echo/a%2Bb%20c", "/echo/%C3%B6", "/echo/a?b=%2F&c=d+e", "/echo/;v=1/(x)/a:b@c", "/echo/!$&'()*+,=~", "/echo/%41%42", "/echo?",
        "/echo??a", "/echo?a=b=c", "/echo/a%3Fb", "/echo/a%23b", "/echo//b", "/echo/%5Cx", "/echo/%25", "/echo/%2525", "/echo?x=%00", "/echo/a%3Bb", "/echo?a[]=1", "/echo?q='\"<>", "/echo?a=..%2Fb", "/echo/...%2Fb", "/echo/a..%2Fb", "/echo/%E2%98%83",
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Forms =>
    [
        ("absolute", "GET http://shop/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded("for its host and path", r => r.Target is "/echo" or "http://shop/echo" && r.Header("Host")[0] == "shop")),
        ("absolute with a query", "GET http://shop/echo?a=%2F HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded("with its query", r => r.Target.EndsWith("/echo?a=%2F", StringComparison.Ordinal))),
        ("absolute without a path", "GET http://shop HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded("as /", r => r.Target is "/" or "http://shop" or "http://shop/")),
        ("absolute with another host than Host", "GET http://other/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Forwarded("for the target's host", r => r.Header("Host")[0] == "other"))),
        ("absolute with a user", "GET http://a:b@shop/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Forwarded("without the user", r => !r.Line.Contains('@', StringComparison.Ordinal) && r.Header("Host")[0] == "shop"))),
        ("absolute with an empty host", "GET http:///echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("absolute of another scheme", "GET ftp://shop/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Forwarded("as a path of this host", r => r.Header("Host")[0] == "shop"))),
        ("absolute of a file", "GET file:///etc/passwd HTTP/1.1\r\nHost: shop\r\n\r\n", Bad),
        ("absolute with a fragment", "GET http://shop/echo#x HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Forwarded("without it", r => !r.Target.Contains('#', StringComparison.Ordinal)))),
        ("an authority in a GET", "GET shop:80 HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Refused(400, 405)),
        ("a path with two slashes and a host", "GET //other/echo HTTP/1.1\r\nHost: shop\r\n\r\n", Bad.Or(Wanted.Forwarded("for this host", r => r.Target is "//other/echo" or "/other/echo" && r.Header("Host")[0] == "shop"))),
        ("OPTIONS of the server", "OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Answered(200, 204).Or(Wanted.Refused(400, 405))),
        ("OPTIONS of a path", "OPTIONS /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.ForwardedAs("/echo")),
    ];

    private static string Line(string target) => $"GET {target} HTTP/1.1\r\nHost: shop\r\n\r\n";
}

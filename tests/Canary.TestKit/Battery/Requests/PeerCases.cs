using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Methods, headers of one connection, and claims about who asks.</summary>
internal static class PeerCases
{
    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Methods.Select(c => BatteryCase.Of("methods", "RFC 9110, 9", c.Name, c.Sends, c.Wanted)),
        .. HopByHop.Select(c => BatteryCase.Of("headers of one connection", "RFC 9110, 7.6.1", c.Name, Get + c.Lines + End, c.Wanted)),
        .. Claims.Select(c => BatteryCase.Of("claims about the client", "ASVS 4.1.3", c.Name, Get + c.Lines + End, c.Wanted)),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Methods =>
    [
        ("CONNECT", "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", Wanted.RefusedAndClosed(400, 405, 501)),
        ("CONNECT of a path", "CONNECT /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 405, 501)),
        ("CONNECT with a body", "CONNECT shop:80 HTTP/1.1\r\nHost: shop:80\r\nContent-Length: 5\r\n\r\nhello", Wanted.RefusedAndClosed(400, 405, 501)),
        ("TRACE", "TRACE /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Refused(405, 501)),
        ("TRACE with a body", "TRACE /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello", Wanted.Refused(400, 405, 501)),
        ("lower case, which is another method", "get /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Refused(400, 405, 501).Or(Wanted.Forwarded("as it was", r => r.Method == "get"))),
        ("one of its own", "PURGE /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Refused(405, 501).Or(Wanted.Forwarded("as it was", r => r.Method == "PURGE"))),
        ("PATCH", "PATCH /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\n{}", Wanted.Forwarded("with its body", r => r is { Method: "PATCH", Body: "{}" })),
        ("DELETE with a body", "DELETE /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\n{}", Wanted.Forwarded("with its body", r => r is { Method: "DELETE", Body: "{}" })),
        ("HEAD", "HEAD /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded("as HEAD", r => r.Method == "HEAD")),
        ("a very long one", new string('A', 300) + " /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Refused(400, 405, 414, 501).Or(Wanted.Forwarded("as it was", r => r.Method.Length == 300))),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] HopByHop =>
    [
        ("named by Connection", "Connection: X-Secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named beside close", "Connection: close, X-Secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named beside keep-alive", "Connection: keep-alive, X-Secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named in a second line", "Connection: keep-alive\r\nConnection: x-secret\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("named beside close in a second line", "Connection: X-Secret\r\nConnection: close\r\nX-Secret: 1\r\nX-Kept: 1\r\n", Without("X-Secret")),
        ("Keep-Alive", "Keep-Alive: timeout=5\r\nX-Kept: 1\r\n", Without("Keep-Alive")),
        ("Proxy-Connection", "Proxy-Connection: keep-alive\r\nX-Kept: 1\r\n", Without("Proxy-Connection")),
        ("Proxy-Authorization", "Proxy-Authorization: Basic eA==\r\nX-Kept: 1\r\n", Without("Proxy-Authorization").Or(Wanted.Forwarded("as it was, where this proxy asks for none", r => r.Has("Proxy-Authorization")))),
        ("TE", "TE: gzip\r\nConnection: TE\r\nX-Kept: 1\r\n", Wanted.Forwarded("without gzip", r => r.Header("TE") is [] or ["trailers"])),
        ("Upgrade without Connection", "Upgrade: websocket\r\nX-Kept: 1\r\n", Without("Upgrade")),
        ("Upgrade to h2c", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nX-Kept: 1\r\n", Wanted.Forwarded("without an upgrade", r => !r.Has("HTTP2-Settings") && !r.Has("Upgrade"))),
        ("Host named by Connection", "Connection: close, Host\r\nX-Kept: 1\r\n", Wanted.Forwarded("with its host", r => r.Header("Host") is ["shop"]).Or(Wanted.Refused(400))),
        ("a header of the gateway named by Connection", "Connection: X-Forwarded-For\r\nX-Kept: 1\r\n", Wanted.Forwarded("with it", r => r.Header("X-Forwarded-For") is ["127.0.0.1"])),
        ("Content-Length named by Connection", "Connection: Content-Length\r\nContent-Length: 0\r\nX-Kept: 1\r\n", Wanted.Forwarded().Or(Wanted.Refused(400))),
        ("Expect", "Expect: 100-continue\r\nX-Kept: 1\r\n", Wanted.Forwarded()),
        ("another expectation", "Expect: 200-ok\r\n", Wanted.Refused(417).Or(Wanted.Forwarded())),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] Claims =>
    [
        ("X-Forwarded-For", "X-Forwarded-For: 1.2.3.4\r\n", Wanted.ForwardedWith("X-Forwarded-For", "127.0.0.1")),
        ("X-Forwarded-For in two lines", "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\n", Wanted.ForwardedWith("X-Forwarded-For", "127.0.0.1")),
        ("X-Forwarded-Proto", "X-Forwarded-Proto: https\r\n", Wanted.ForwardedWith("X-Forwarded-Proto", "http")),
        ("X-Forwarded-Host", "X-Forwarded-Host: other\r\n", Wanted.ForwardedWith("X-Forwarded-Host", "shop")),
        ("X-Forwarded-Prefix", "X-Forwarded-Prefix: /x\r\n", Wanted.ForwardedWithout("X-Forwarded-Prefix")),
        ("X-Forwarded-Port", "X-Forwarded-Port: 1\r\n", Wanted.ForwardedWithout("X-Forwarded-Port")),
        ("X-Forwarded-Server", "X-Forwarded-Server: x\r\n", Wanted.ForwardedWithout("X-Forwarded-Server")),
        ("Forwarded", "Forwarded: for=1.2.3.4\r\n", Wanted.Forwarded("not as it was", r => !r.Bytes.Contains("1.2.3.4", StringComparison.Ordinal))),
        ("X-Real-IP", "X-Real-IP: 1.2.3.4\r\n", Wanted.Forwarded("not as it was", r => !r.Bytes.Contains("1.2.3.4", StringComparison.Ordinal))),
        ("X-Original-URL", "X-Original-URL: /admin\r\n", Wanted.ForwardedWithout("X-Original-URL")),
        ("X-Rewrite-URL", "X-Rewrite-URL: /admin\r\n", Wanted.ForwardedWithout("X-Rewrite-URL")),
        ("X-HTTP-Method-Override", "X-HTTP-Method-Override: DELETE\r\n", Wanted.ForwardedWithout("X-HTTP-Method-Override")),
        ("X-Method-Override", "X-Method-Override: DELETE\r\n", Wanted.ForwardedWithout("X-Method-Override")),
        ("X-HTTP-Method", "X-HTTP-Method: DELETE\r\n", Wanted.ForwardedWithout("X-HTTP-Method")),
        ("another case of a name", "x-forwarded-for: 1.2.3.4\r\n", Wanted.ForwardedWith("X-Forwarded-For", "127.0.0.1")),
        ("a name with underscores", "X_Real_IP: 1.2.3.4\r\n", Wanted.Forwarded("not as it was", r => !r.Bytes.Contains("1.2.3.4", StringComparison.Ordinal))),
        ("a point in the place of a dash", "X.Forwarded.For: 1.2.3.4\r\n", Wanted.Forwarded()),
        ("Max-Forwards", "Max-Forwards: 0\r\n", Wanted.Forwarded()),
    ];

    private static Wanted Without(string name) => Wanted.Forwarded($"without {name}", r => !r.Has(name) && r.Has("X-Kept"));
}

using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Several requests of one connection, upgrades, limits, and clients that are slow.</summary>
internal static class ConnectionCases
{
    private const string Socket = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Pipelines.Select(c => BatteryCase.Of("several requests", "RFC 9112, 9.3", c.Name, c.Sends, c.Wanted)),
        .. Upgrades.Select(c => BatteryCase.Of("WebSocket handshakes", "RFC 6455, 4.2", c.Name, c.Sends, c.Wanted)),
        .. Limits.Select(c => BatteryCase.Of("limits", "RFC 9110, 15.5", c.Name, c.Sends, c.Wanted)),
        .. Slow.Select(c => BatteryCase.Of("slow clients", "RFC 9110, 15.5.9", c.Name, c.Sends, c.Wanted) with { IsSlow = true }),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Pipelines =>
    [
        ("two at once", "GET /one HTTP/1.1\r\nHost: shop\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.TwoForwarded("/one", "/two")),
        ("a body, then another", "POST /one HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhelloGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.TwoForwarded("/one", "/two")),
        ("chunks, then another", "POST /one HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.TwoForwarded("/one", "/two")),
        ("an empty line between", "POST /one HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.TwoForwarded("/one", "/two")),
        ("another after close", "GET /one HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded("the first alone", r => r.Target == "/one")),
        ("another after HTTP/1.0", "GET /one HTTP/1.0\r\nHost: shop\r\n\r\nGET /two HTTP/1.0\r\nHost: shop\r\n\r\n", Wanted.Forwarded("the first alone", r => r.Target == "/one")),
        ("HTTP/1.0 that is kept alive", "GET /one HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\n\r\n", Wanted.Forwarded("", r => r.Target == "/one")),
        ("another after a refused one", Post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 501)),
        ("another after a control character", Get + "X-A: a\u0001b\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400)),
        ("a body that is longer than its length", "POST /one HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello, world\r\n\r\n", Wanted.That("the first forwarded, the rest refused", seen =>
            seen is { Status: 200, Reached: [{ Body: "hello" }] } && (seen.Closed || seen.Sentinel is { Status: 400 or 405 or 501 or 505 } || seen.Answers is [_, { Status: 400 or 405 or 501 or 505 }]))),
        ("an upload that waits for 100", Post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello", Wanted.Forwarded("whole", r => r.Body == "hello")),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Upgrades =>
    [
        ("by POST", Post + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + Socket + "Content-Length: 0\r\n\r\n", Wanted.Refused(400, 405).Or(Wanted.ForwardedWithout("Upgrade"))),
        ("by HTTP/1.0", "GET /echo HTTP/1.0\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + Socket + End, Wanted.Refused(400, 426).Or(Wanted.ForwardedWithout("Upgrade"))),
        ("by HEAD", "HEAD /echo HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + Socket + End, Wanted.Refused(400, 405).Or(Wanted.ForwardedWithout("Upgrade"))),
        ("with a body", "GET /echo HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n" + Socket + "\r\nhello", Wanted.RefusedAndClosed(400).Or(Wanted.Forwarded("without an upgrade", r => !r.Has("Upgrade") && r.Body == "hello"))),
        ("that the backend does not take", "GET /echo HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + Socket + End, Wanted.That("answered as the backend did, nothing after it forwarded", seen => seen is { Status: 200, Reached: [{ IsWhole: true }] } && seen.IsInSync)),
        ("that hides a request, refused by the backend", "GET /echo HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\n\r\nGET /two HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.That("no tunnel: the second is its own request, or refused", seen => seen.Reached.All(r => r.IsWhole && r.Body.Length == 0) && seen.Status is 200 or 400 && seen.IsInSync)),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Limits =>
    [
        ("a request line of 9 KB", "GET /" + new string('a', 9_000) + " HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 414, 431)),
        ("a request line of 1 MB", "GET /" + new string('a', 1_000_000) + " HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.RefusedAndClosed(400, 414, 431)),
        ("a request line of 7 KB", "GET /" + new string('a', 7_000) + " HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded()),
        ("a header of 40 KB", Get + "X-A: " + new string('a', 40_000) + "\r\n\r\n", Wanted.RefusedAndClosed(400, 431)),
        ("a name of 40 KB", Get + new string('a', 40_000) + ": 1\r\n\r\n", Wanted.RefusedAndClosed(400, 431)),
        ("40 headers of 1 KB", Get + string.Concat(Enumerable.Range(0, 40).Select(i => $"X-{i}: {new string('a', 1_000)}\r\n")) + End, Wanted.RefusedAndClosed(400, 431)),
        ("more headers than 100", Get + string.Concat(Enumerable.Range(0, 110).Select(i => $"X-{i}: 1\r\n")) + End, Wanted.RefusedAndClosed(400, 431).Or(Wanted.Forwarded("all", r => r.Has("X-109")))),
        ("90 headers", Get + string.Concat(Enumerable.Range(0, 90).Select(i => $"X-{i}: 1\r\n")) + End, Wanted.Forwarded("all", r => r.Has("X-89"))),
        ("a body said to be 2 MB", Post + "Content-Length: 2000000\r\n\r\n", Wanted.RefusedAndClosed(413)),
        ("a body of 2 MB in chunks", Chunked + string.Concat(Enumerable.Range(0, 200).Select(_ => "2710\r\n" + new string('a', 10_000) + "\r\n")) + "0\r\n\r\n", Wanted.RefusedInBody(413)),
        ("an endless chunk extension", Chunked + "5;" + new string('a', 2_000_000) + "\r\nhello\r\n0\r\n\r\n", Wanted.RefusedInBody(400, 413, 431)),
        ("endless trailers", Chunked + "0\r\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: {new string('a', 1_000)}\r\n")) + "\r\n", Wanted.RefusedInBody(400, 413, 431)),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Slow =>
    [
        ("nothing at all", "", Late),
        ("half a request line", "GET /ec", Late),
        ("a head without an end", Get + "X-A: 1\r\n", Late),
        ("half a header", Get + "X-A", Late),
        ("a body that does not go on", Post + "Content-Length: 50\r\n\r\nhello", Late),
        ("a body that does not begin", Post + "Content-Length: 50\r\n\r\n", Late),
        ("chunks that do not go on", Chunked + "5\r\nhello\r\n", Late),
        ("a chunk that does not go on", Chunked + "50\r\nhello", Late),
        ("trailers that do not end", Chunked + "5\r\nhello\r\n0\r\nX-A: 1\r\n", Late),
        ("a connection that is left after an answer", Get + "Connection: keep-alive\r\n" + End, Wanted.That("answered", seen => seen.Status == 200)),
    ];

    private static Wanted Late { get; } = Wanted.That(
        "408, 504 or an end of the connection, within 20 s", seen => seen is { Closed: true, TimedOut: false } && seen.Answers.All(a => a.Status is 408 or 400 or 504) && seen.IsInSync);
}

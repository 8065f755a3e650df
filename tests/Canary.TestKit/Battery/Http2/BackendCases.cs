using Canary.TestKit.Battery.Wire;
using static Canary.TestKit.Battery.Http2.FrameFlags;

namespace Canary.TestKit.Battery.Http2;

/// <summary>Backends that speak HTTP/2, and do so wrongly. Frames of stream 0 get the number of the request's stream.</summary>
internal static class BackendCases
{
    private const string Host = "Host: h2b\r\n";

    private static readonly Wanted Bad = Wanted.Answered(502);
    private static readonly Wanted Broken = Wanted.BrokenOff.Or(Bad);
    private static readonly Wanted Hello = Wanted.AnsweredWith(200, "hello");

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All => Cases.SelectMany(c => new[]
    {
        Case($"{c.Name} (GET)", $"GET /echo HTTP/1.1\r\n{Host}\r\n", c.Frames, c.Then, c.Wanted),
        Case($"{c.Name} (POST)", $"POST /echo HTTP/1.1\r\n{Host}Content-Length: 5\r\n\r\nhello", c.Frames, c.Then, c.Wanted),
    });

    private static (string Name, byte[] Frames, AfterAnswer Then, Wanted Wanted)[] Cases =>
    [
        ("a whole answer", [.. Head(), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Hello),
        ("an answer of nothing", Frames.Headers(0, EndStream | EndHeaders, (":status", "200")), AfterAnswer.KeepOpen, Wanted.AnsweredWith(200, "")),
        ("trailers", [.. Head(), .. Frames.Data(0, "hello", ends: false), .. Frames.Headers(0, EndStream | EndHeaders, ("x-sum", "1"))], AfterAnswer.KeepOpen, Hello),
        ("103 before it", [.. Frames.Headers(0, EndHeaders, (":status", "103")), .. Head(), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Hello),
        ("a length that is too long", [.. Head(("content-length", "50")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Broken),
        ("a length that is too short", [.. Head(("content-length", "2")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Broken.Or(Wanted.That("no more than said", seen => seen.Answers is [{ Status: 200, IsWhole: true, Body: "he" }] && seen.IsInSync))),
        ("two lengths that differ", [.. Head(("content-length", "5"), ("content-length", "6")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Broken),
        ("no status", [.. Frames.Headers(0, EndHeaders, ("x-a", "1")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad),
        ("a status that is no number", [.. Frames.Headers(0, EndHeaders, (":status", "abc")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad),
        ("101", [.. Frames.Headers(0, EndHeaders, (":status", "101")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad),
        ("a request's pseudo-header", [.. Frames.Headers(0, EndHeaders, (":status", "200"), (":path", "/")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad),
        ("a value with CR LF", [.. Head(("x-a", "1\r\nSet-Cookie: evil=1")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad.Or(Wanted.AnsweredWith(200, "hello", "without another header", a => a.Header("Set-Cookie").Count == 0))),
        ("a value with NUL", [.. Head(("x-a", "1\0")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad.Or(Wanted.AnsweredWith(200, "hello", "without it", a => !a.Head.Contains('\0', StringComparison.Ordinal)))),
        ("connection", [.. Head(("connection", "x-a"), ("x-a", "1")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad.Or(Wanted.AnsweredWith(200, "hello", "without it", a => !a.Header("Connection").Contains("x-a")))),
        ("transfer-encoding", [.. Head(("transfer-encoding", "chunked")), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad.Or(Hello)),
        ("a reset before the head", Frames.Number(FrameType.Reset, 0, 2), AfterAnswer.KeepOpen, Bad),
        ("a reset in the body", [.. Head(), .. Frames.Data(0, "he", ends: false), .. Frames.Number(FrameType.Reset, 0, 2)], AfterAnswer.KeepOpen, Broken),
        ("a close in the body", [.. Head(), .. Frames.Data(0, "he", ends: false)], AfterAnswer.Close, Broken),
        ("a stall before the head", [], AfterAnswer.KeepOpen, Wanted.Answered(504)),
        ("a stall in the body", [.. Head(), .. Frames.Data(0, "he", ends: false)], AfterAnswer.KeepOpen, Wanted.BrokenOff.Or(Wanted.Answered(504))),
        ("GOAWAY in the place of an answer", Frames.Of(FrameType.GoAway, None, 0, new byte[8]), AfterAnswer.Close, Bad.Or(Wanted.That("sent again", seen => seen.Status == 200 && seen.IsInSync))),
        ("a frame that is too long", [.. Head(), .. Frames.Of(FrameType.Data, EndStream, 0, new byte[20_000])], AfterAnswer.KeepOpen, Broken),
        ("PUSH_PROMISE", [.. Frames.Of(FrameType.PushPromise, EndHeaders, 0, [0, 0, 0, 2, .. Frames.Block(Frames.Get("/x"))]), .. Head(), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Broken.Or(Hello)),
        ("a stream that nobody opened", [.. Frames.Headers(99, EndStream | EndHeaders, (":status", "200")), .. Head(), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Broken.Or(Hello)),
        ("200 KB of headers", [.. Frames.Of(FrameType.Headers, None, 0, Frames.Block((":status", "200"))), .. Enumerable.Range(0, 20).SelectMany(i => Frames.Of(FrameType.Continuation, i == 19 ? EndHeaders : None, 0, Frames.Block(($"x-{i}", new string('a', 10_000))))), .. Frames.Data(0, "hello")], AfterAnswer.KeepOpen, Bad),
        ("an index beyond the tables", Frames.Of(FrameType.Headers, EndStream | EndHeaders, 0, 0xFF, 0x80, 0x01), AfterAnswer.KeepOpen, Bad),
        ("HTTP/1.1 in the place of frames", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray(), AfterAnswer.Close, Bad),
    ];

    private static byte[] Head(params (string Name, string Value)[] more) => Frames.Headers(0, EndHeaders, [(":status", "200"), .. more]);

    private static BatteryCase Case(string name, string sends, byte[] frames, AfterAnswer then, Wanted wanted) =>
        BatteryCase.Of("HTTP/2 backends", "RFC 9113", name, sends, wanted) with { Answer = new OriginAnswer(frames, then), HasHttp2Backend = true };
}

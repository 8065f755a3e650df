using static Canary.TestKit.Battery.Http2.FrameFlags;

namespace Canary.TestKit.Battery.Http2;

/// <summary>Frames, streams, windows and header compression that are wrong; and floods of what is right once.</summary>
internal static class FrameCases
{
    private const FrameFlags Whole = EndStream | EndHeaders;

    /// <summary>The connection ends, and nothing of the case is answered with success.</summary>
    private static readonly Wanted Ends = Wanted.That("an end of the stream or connection", seen => (seen.Ending.Length > 0 || seen.Closed) && !seen.TimedOut && seen.Status is 0 or >= 400 && seen.IsInSync);

    /// <summary>The connection ends, or goes on unharmed.</summary>
    private static readonly Wanted Survives = Wanted.That("an end of the connection, or answers as ever", seen => !seen.TimedOut && (seen.Closed || seen.Ending.Length > 0 || seen.Status == 200) && seen.IsInSync);

    private static readonly Wanted Answered = Wanted.That("answered", seen => seen.Status == 200 && seen.IsInSync);

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Sizes.Select(c => MessageCases.Case("frames", "RFC 9113, 4 and 6", c.Name, c.Sends, c.Wanted)),
        .. Streams.Select(c => MessageCases.Case("streams", "RFC 9113, 5", c.Name, c.Sends, c.Wanted)),
        .. Compression.Select(c => MessageCases.Case("header compression", "RFC 7541", c.Name, Frames.Of(FrameType.Headers, Whole, 1, c.Block), c.Wanted)),
        .. Floods.Select(c => MessageCases.Case("floods", "RFC 9113, 10.5", c.Name, c.Sends, c.Wanted)),
    ];

    private static (string Name, byte[] Sends, Wanted Wanted)[] Sizes =>
    [
        ("longer than allowed", Frames.Of(FrameType.Data, None, 1, new byte[20_000]), Ends),
        ("DATA longer than allowed on an open stream", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Of(FrameType.Data, EndStream, 1, new byte[17_000])], Ends),
        ("HEADERS longer than allowed", Frames.Of(FrameType.Headers, Whole, 1, new byte[20_000]), Ends),
        ("an unknown type", [.. Frames.Of((FrameType)0x77, None, 0, 1, 2, 3), .. Frames.Request(1)], Answered),
        ("unknown flags", [.. Frames.Of(FrameType.Ping, (FrameFlags)0xF0, 0, 1, 2, 3, 4, 5, 6, 7, 8), .. Frames.Request(1)], Answered),
        ("DATA on stream 0", Frames.Data(0, "hello"), Ends),
        ("HEADERS on stream 0", Frames.Headers(0, Whole, Frames.Get("/echo")), Ends),
        ("RST_STREAM on stream 0", Frames.Number(FrameType.Reset, 0, 8), Ends),
        ("SETTINGS on a stream", Frames.Of(FrameType.Settings, None, 1), Ends),
        ("SETTINGS of an odd length", Frames.Of(FrameType.Settings, None, 0, 1, 2, 3), Ends),
        ("an acknowledgement of SETTINGS with a payload", Frames.Of(FrameType.Settings, EndStream, 0, 0, 1, 0, 0, 0, 0), Ends),
        ("SETTINGS: push that is neither 0 nor 1", Frames.Setting(2, 2), Ends),
        ("SETTINGS: a window beyond its limit", Frames.Setting(4, 0x8000_0000), Ends),
        ("SETTINGS: frames too small", Frames.Setting(5, 1), Ends),
        ("SETTINGS: frames too large", Frames.Setting(5, 0x0100_0000), Ends),
        ("SETTINGS: an unknown one", [.. Frames.Setting(0x77, 1), .. Frames.Request(1)], Answered),
        ("PING on a stream", Frames.Of(FrameType.Ping, None, 1, new byte[8]), Ends),
        ("PING of another length", Frames.Of(FrameType.Ping, None, 0, new byte[6]), Ends),
        ("GOAWAY on a stream", Frames.Of(FrameType.GoAway, None, 1, new byte[8]), Ends),
        ("WINDOW_UPDATE of another length", Frames.Of(FrameType.WindowUpdate, None, 0, 1, 2, 3), Ends),
        ("WINDOW_UPDATE of nothing", Frames.Number(FrameType.WindowUpdate, 0, 0), Ends),
        ("WINDOW_UPDATE of nothing on a stream", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Number(FrameType.WindowUpdate, 1, 0)], Ends),
        ("windows beyond their limit", [.. Frames.Number(FrameType.WindowUpdate, 0, int.MaxValue), .. Frames.Number(FrameType.WindowUpdate, 0, int.MaxValue)], Ends),
        ("a stream's window beyond its limit", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Number(FrameType.WindowUpdate, 1, int.MaxValue)], Ends),
        ("RST_STREAM of another length", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Of(FrameType.Reset, None, 1, 1, 2, 3)], Ends),
        ("PRIORITY of another length", Frames.Of(FrameType.Priority, None, 1, 1, 2, 3), Ends),
        ("PRIORITY on stream 0", Frames.Of(FrameType.Priority, None, 0, 0, 0, 0, 1, 1), Ends),
        ("PRIORITY on itself", [.. Frames.Of(FrameType.Priority, None, 1, 0, 0, 0, 1, 1), .. Frames.Request(1)], Ends.Or(Answered)),
        ("HEADERS that depend on themselves", Frames.Of(FrameType.Headers, Whole | Priority, 1, [0, 0, 0, 1, 1, .. Frames.Block(Frames.Get("/echo"))]), Ends.Or(Answered)),
        ("PUSH_PROMISE of a client", Frames.Of(FrameType.PushPromise, EndHeaders, 1, [0, 0, 0, 2, .. Frames.Block(Frames.Get("/echo"))]), Ends),
        ("padding longer than the frame", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Of(FrameType.Data, EndStream | Padded, 1, 200, 1, 2, 3)], Ends),
        ("HEADERS with padding longer than the frame", Frames.Of(FrameType.Headers, Whole | Padded, 1, [250, .. Frames.Block(Frames.Get("/echo"))]), Ends),
        ("padding that is right", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Of(FrameType.Data, EndStream | Padded, 1, [2, .. "hello"u8, 0, 0])], Wanted.Forwarded("without the padding", r => r.Body == "hello")),
    ];

    private static (string Name, byte[] Sends, Wanted Wanted)[] Streams =>
    [
        ("an even number", Frames.Request(2), Ends),
        ("a number below the latest", [.. Frames.Request(5), .. Frames.Request(3)], Ends.Or(Survives)),
        ("DATA on an idle stream", Frames.Data(1, "hello"), Ends),
        ("RST_STREAM on an idle stream", Frames.Number(FrameType.Reset, 1, 8), Ends),
        ("WINDOW_UPDATE on an idle stream", Frames.Number(FrameType.WindowUpdate, 1, 100), Ends),
        ("CONTINUATION without HEADERS", Frames.Of(FrameType.Continuation, EndHeaders, 1, Frames.Block(Frames.Get("/echo"))), Ends),
        ("CONTINUATION after the headers' end", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Frames.Of(FrameType.Continuation, EndHeaders, 1, Frames.Block(("x-a", "1")))], Ends),
        ("CONTINUATION on another stream", [.. Frames.Of(FrameType.Headers, EndStream, 1, Frames.Block(Frames.Get("/echo"))), .. Frames.Of(FrameType.Continuation, EndHeaders, 3, Frames.Block(("x-a", "1")))], Ends),
        ("DATA between HEADERS and CONTINUATION", [.. Frames.Of(FrameType.Headers, None, 1, Frames.Block(Frames.Post())), .. Frames.Data(1, "hello")], Ends),
        ("PING between HEADERS and CONTINUATION", [.. Frames.Of(FrameType.Headers, None, 1, Frames.Block(Frames.Post())), .. Frames.Of(FrameType.Ping, None, 0, new byte[8])], Ends),
        ("CONTINUATION that is right", [.. Frames.Of(FrameType.Headers, EndStream, 1, Frames.Block(Frames.Get("/echo"))), .. Frames.Of(FrameType.Continuation, EndHeaders, 1, Frames.Block(("x-a", "1")))], Wanted.ForwardedWith("x-a", "1")),
        ("DATA after the stream's end", [.. Frames.Request(1), .. Frames.Data(1, "hello")], Survives),
        ("HEADERS after the stream's end", [.. Frames.Request(1), .. Frames.Request(1)], Survives),
        ("another preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"u8.ToArray(), Ends),
        ("HTTP/1.1 in the middle", "GET /hidden HTTP/1.1\r\nHost: shop\r\n\r\n"u8.ToArray(), Ends),
        ("GOAWAY, then nothing", Frames.Of(FrameType.GoAway, None, 0, new byte[8]), Wanted.That("the connection ends", seen => seen is { Closed: true, TimedOut: false } && seen.IsInSync)),
    ];

    private static (string Name, byte[] Block, Wanted Wanted)[] Compression =>
    [
        ("index 0", [0x80], Ends),
        ("an index beyond the tables", [0xFF, 0x80, 0x01], Ends),
        ("an index of more than 32 bits", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], Ends),
        ("a string longer than the block", [0x00, 0x7F, 0x01, 0x61], Ends),
        ("half a field", [0x00, 0x01, 0x61], Ends),
        ("a table larger than allowed", [0x3F, 0xE2, 0xFF, 0x7F, .. Frames.Block(Frames.Get("/echo"))], Ends),
        ("a table's size after a field", [.. Frames.Block(Frames.Get("/echo")), 0x20], Ends),
        ("a Huffman string with its end inside", [0x00, 0x01, 0x61, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], Ends),
        ("Huffman padding that is too long", [.. Frames.Block(Frames.Get("/echo")), 0x00, 0x01, 0x61, 0x82, 0x1F, 0xFF], Ends),
        ("Huffman padding of zeros", [.. Frames.Block(Frames.Get("/echo")), 0x00, 0x01, 0x61, 0x81, 0x18], Ends),
        ("literals that are indexed", [.. Indexed(":method", "GET"), .. Indexed(":scheme", "http"), .. Indexed(":path", "/echo"), .. Indexed(":authority", "shop")], Answered),
    ];

    private static (string Name, byte[] Sends, Wanted Wanted)[] Floods =>
    [
        ("CONTINUATION without an end", [.. Frames.Of(FrameType.Headers, EndStream, 1, Frames.Block(Frames.Get("/echo"))), .. Many(20_000, _ => Frames.Of(FrameType.Continuation, None, 1, Frames.Block(("x-a", "1"))))], Ends),
        ("empty CONTINUATIONs", [.. Frames.Of(FrameType.Headers, EndStream, 1, Frames.Block(Frames.Get("/echo"))), .. Many(50_000, _ => Frames.Of(FrameType.Continuation, None, 1)), .. Frames.Of(FrameType.Continuation, EndHeaders, 1)], Survives),
        ("a header that is indexed 100,000 times", Bomb(), Ends),
        ("requests that are reset at once", [.. Many(2_000, i => (byte[])[.. Frames.Request(2 * i + 5), .. Frames.Number(FrameType.Reset, 2 * i + 5, 8)])], Wanted.That("an end of the connection, or answers as ever", seen => seen.IsInSync)),
        ("requests that make the proxy reset", [.. Many(1_000, i => (byte[])[.. Frames.Headers(2 * i + 5, EndHeaders, Frames.Post()), .. Frames.Number(FrameType.WindowUpdate, 2 * i + 5, 0)])], Wanted.That("an end of the connection, or answers as ever", seen => seen.IsInSync)),
        ("more streams than allowed", [.. Many(300, i => Frames.Headers(2 * i + 5, EndHeaders, Frames.Post())), .. Frames.Request(701)], Wanted.That("refused streams or an end of the connection", seen => seen.IsInSync && (seen.Closed || seen.Ending.Length > 0))),
        ("SETTINGS", [.. Many(20_000, i => Frames.Setting(4, (uint)(65_535 + i))), .. Frames.Request(1)], Survives),
        ("PING", [.. Many(20_000, _ => Frames.Of(FrameType.Ping, None, 0, new byte[8])), .. Frames.Request(1)], Survives),
        ("PRIORITY", [.. Many(20_000, i => Frames.Of(FrameType.Priority, None, 2 * i + 11, 0, 0, 0, 3, 1)), .. Frames.Request(1)], Survives),
        ("empty DATA", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Many(20_000, _ => Frames.Data(1, "", ends: false)), .. Frames.Data(1, "hello")], Survives.Or(Wanted.Answered(200))),
        ("WINDOW_UPDATE", [.. Many(20_000, _ => Frames.Number(FrameType.WindowUpdate, 0, 1)), .. Frames.Request(1)], Survives),
        ("more DATA than the window", [.. Frames.Headers(1, EndHeaders, Frames.Post()), .. Many(400, _ => Frames.Of(FrameType.Data, None, 1, new byte[16_000]))], Ends),
    ];

    private static byte[] Indexed(string name, string value) => [0x40, .. Frames.Block((name, value)).AsSpan(1)];

    private static byte[] Bomb()
    {
        // One header of 4 KB in the dynamic table, and then an index for each further one: 100 KB that mean 400 MB.
        byte[] first = [.. Frames.Block(Frames.Get("/echo")), .. Indexed("x-a", new string('a', 3_900))];
        return [.. Frames.Of(FrameType.Headers, EndStream, 1, first), .. Many(10, i => Frames.Of(FrameType.Continuation, i == 9 ? EndHeaders : None, 1, [.. Enumerable.Repeat((byte)0xBE, 10_000)]))];
    }

    private static byte[] Many(int count, Func<int, byte[]> frame)
    {
        using var all = new MemoryStream();
        for (var i = 0; i < count; i++)
        {
            all.Write(frame(i));
        }

        return all.ToArray();
    }
}

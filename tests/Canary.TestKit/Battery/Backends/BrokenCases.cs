using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Backends;

/// <summary>Answers that do not come, or not to their end.</summary>
internal static class BrokenCases
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";

    private static readonly Wanted Bad = Wanted.Answered(502);
    private static readonly Wanted Late = Wanted.Answered(504);
    private static readonly Wanted Broken = Wanted.BrokenOff.Or(Bad);

    /// <summary>The cases.</summary>
    public static IEnumerable<BackendCase> All =>
    [
        new("connections to backends", "RFC 9110, 15.6", "refuses", new OriginAnswer([]) { Refuses = true }, Wanted.Answered(502, 503)),
        .. Absent.Select(c => new BackendCase("answers that do not come", "RFC 9110, 15.6", c.Name, OriginAnswer.Of(c.Text, c.Then), c.Wanted)),
        .. Bodies.Select(c => new BackendCase("bodies that break off", "RFC 9112, 8", c.Name, OriginAnswer.Of(c.Text, c.Then), c.Wanted)),
        .. Chunks.Select(c => new BackendCase("chunks of answers", "RFC 9112, 7.1", c.Name, OriginAnswer.Of(Chunked + c.Text, AfterAnswer.Close), c.Wanted)),
    ];

    private static (string Name, string Text, AfterAnswer Then, Wanted Wanted)[] Absent =>
    [
        ("closes without an answer", "", AfterAnswer.Close, Bad),
        ("resets without an answer", "", AfterAnswer.Reset, Bad),
        ("stalls without an answer", "", AfterAnswer.KeepOpen, Late),
        ("stalls in the status line", "HTTP/1.1 2", AfterAnswer.KeepOpen, Late.Or(Bad)),
        ("stalls in the head", Ok + "X-A: 1\r\n", AfterAnswer.KeepOpen, Late.Or(Bad)),
        ("resets in the head", Ok + "X-A: 1\r\n", AfterAnswer.Reset, Bad),
        ("stalls after 100", "HTTP/1.1 100 Continue\r\n\r\n", AfterAnswer.KeepOpen, Late),
        ("closes after 103", "HTTP/1.1 103 Early Hints\r\n\r\n", AfterAnswer.Close, Bad),
    ];

    private static (string Name, string Text, AfterAnswer Then, Wanted Wanted)[] Bodies =>
    [
        ("closes before the length", Ok + "Content-Length: 50\r\n\r\nhello", AfterAnswer.Close, Broken),
        ("resets before the length", Ok + "Content-Length: 50\r\n\r\nhello", AfterAnswer.Reset, Broken),
        ("stalls before the length", Ok + "Content-Length: 50\r\n\r\nhello", AfterAnswer.KeepOpen, Wanted.BrokenOff.Or(Late)),
        ("closes before the first byte", Ok + "Content-Length: 50\r\n\r\n", AfterAnswer.Close, Broken),
        ("stalls before the first byte", Ok + "Content-Length: 50\r\n\r\n", AfterAnswer.KeepOpen, Wanted.BrokenOff.Or(Late).Or(Bad)),
        ("closes between chunks", Chunked + "5\r\nhello\r\n", AfterAnswer.Close, Broken),
        ("resets between chunks", Chunked + "5\r\nhello\r\n", AfterAnswer.Reset, Broken),
        ("stalls between chunks", Chunked + "5\r\nhello\r\n", AfterAnswer.KeepOpen, Wanted.BrokenOff.Or(Late)),
        ("closes in a chunk", Chunked + "50\r\nhello", AfterAnswer.Close, Broken),
        ("closes in the last chunk", Chunked + "5\r\nhello\r\n0\r\n", AfterAnswer.Close, Broken),
        ("closes in a trailer", Chunked + "5\r\nhello\r\n0\r\nX-A: 1\r\n", AfterAnswer.Close, Broken),
        ("stalls where the end is the connection's", Ok + "\r\nhello", AfterAnswer.KeepOpen, Wanted.BrokenOff.Or(Late)),
        ("resets where the end is the connection's", Ok + "\r\nhello", AfterAnswer.Reset, Broken),
    ];

    private static (string Name, string Text, Wanted Wanted)[] Chunks =>
    [
        ("a size that is no number", "z\r\nhello\r\n0\r\n\r\n", Broken),
        ("a minus sign", "-5\r\nhello\r\n0\r\n\r\n", Broken),
        ("0x", "0x5\r\nhello\r\n0\r\n\r\n", Broken),
        ("more than 64 bits", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n", Broken),
        ("an empty size", "\r\nhello\r\n0\r\n\r\n", Broken),
        ("no end after the bytes", "5\r\nhello0\r\n\r\n", Broken),
        ("too many bytes", "5\r\nhello!\r\n0\r\n\r\n", Broken),
        ("a good one, then a bad one", "5\r\nhello\r\nz\r\nhello\r\n0\r\n\r\n", Broken),
    ];
}

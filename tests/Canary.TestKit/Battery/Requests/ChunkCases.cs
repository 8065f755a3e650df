using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Chunks, right and wrong.</summary>
internal static class ChunkCases
{
    private const string Class = "chunks";
    private const string Source = "RFC 9112, 7.1";
    private static readonly Wanted Bad = Wanted.RefusedInBody(400);

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Wrong.Select(c => BatteryCase.Of(Class, Source, c.Name, Chunked + c.Body, Bad)),
        .. Right.Select(c => BatteryCase.Of(Class, Source, c.Name, Chunked + c.Body, c.Wanted)),
    ];

    private static (string Name, string Body)[] Wrong =>
    [
        ("a size that is no number", "z\r\nhello\r\n0\r\n\r\n"),
        ("a minus sign", "-5\r\nhello\r\n0\r\n\r\n"),
        ("a plus sign", "+5\r\nhello\r\n0\r\n\r\n"),
        ("0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        ("more than 64 bits", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        ("2 to the 64th and 5", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        ("an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
        ("a point", "5.0\r\nhello\r\n0\r\n\r\n"),
        ("a comma", "5,5\r\nhello\r\n0\r\n\r\n"),
        ("a blank before the size", " 5\r\nhello\r\n0\r\n\r\n"),
        ("a NUL after the size", "5\0\r\nhello\r\n0\r\n\r\n"),
        ("a bare LF after the size", "5\nhello\r\n0\r\n\r\n"),
        ("a bare CR after the size", "5\rhello\r\n0\r\n\r\n"),
        ("a bare LF after the bytes", "5\r\nhello\n0\r\n\r\n"),
        ("a bare LF after the last size", "5\r\nhello\r\n0\n\r\n"),
        ("a bare LF in an extension", "5;a\nhello\r\n0\r\n\r\n"),
        ("a bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        ("no end after the bytes", "5\r\nhello0\r\n\r\n"),
        ("other bytes in place of the end", "5\r\nhelloXX0\r\n\r\n"),
        ("too many bytes", "5\r\nhello!\r\n0\r\n\r\n"),
        ("too few bytes", "6\r\nhello\r\n0\r\n\r\n"),
        ("an empty size", "\r\nhello\r\n0\r\n\r\n"),
        ("an extension without a size", ";a=b\r\nhello\r\n0\r\n\r\n"),
        ("a trailer with a bare LF", "0\r\nX-A: 1\n\r\n"),
        ("a trailer with a blank before the colon", "0\r\nX-A : 1\r\n\r\n"),
        ("a trailer without a colon", "0\r\nX-A\r\n\r\n"),
        ("a trailer with NUL", "0\r\nX-A: a\0b\r\n\r\n"),
        ("a trailer without a name", "0\r\n: 1\r\n\r\n"),
        ("a folded trailer", "0\r\nX-A: 1\r\n 2\r\n\r\n"),
    ];

    private static (string Name, string Body, Wanted Wanted)[] Right =>
    [
        ("one", "5\r\nhello\r\n0\r\n\r\n", Hello),
        ("several", "2\r\nhe\r\n1\r\nl\r\n2\r\nlo\r\n0\r\n\r\n", Hello),
        ("capitals in hex", "A\r\n0123456789\r\n0\r\n\r\n", Wanted.Forwarded("whole", r => r.Body == "0123456789")),
        ("zeros before the size", "0005\r\nhello\r\n0\r\n\r\n", Hello.Or(Bad)),
        ("many zeros at the end", "5\r\nhello\r\n0000\r\n\r\n", Hello.Or(Bad)),
        ("an extension", "5;a=b\r\nhello\r\n0\r\n\r\n", Hello),
        ("an extension in quotes", "5;a=\"b\"\r\nhello\r\n0\r\n\r\n", Hello),
        ("a blank after the size", "5 \r\nhello\r\n0\r\n\r\n", Hello.Or(Bad)),
        ("a trailer", "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", Hello),
        ("a trailer that names the framing", "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n", Wanted.Forwarded("without it", r => r.Body == "hello").Or(Bad)),
        ("a trailer that names the host", "5\r\nhello\r\n0\r\nHost: other\r\n\r\n", Wanted.Forwarded("without it", r => r.Body == "hello" && !r.Bytes.Contains("other", StringComparison.Ordinal)).Or(Bad)),
    ];

    private static Wanted Hello { get; } = Wanted.Forwarded("whole", r => r.Body == "hello");
}

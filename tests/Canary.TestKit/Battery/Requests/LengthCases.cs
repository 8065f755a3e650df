using static Canary.TestKit.Battery.Requests.RequestText;

namespace Canary.TestKit.Battery.Requests;

/// <summary>Content-Length and Transfer-Encoding: what frames a body, and what only seems to.</summary>
internal static class LengthCases
{
    private static readonly Wanted Bad = Wanted.RefusedAndClosed(400);
    private static readonly Wanted Unknown = Wanted.RefusedAndClosed(400, 501);
    private const string Body = "\r\n\r\nhello";
    private const string NoChunks = "\r\n\r\n0\r\n\r\n";

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All =>
    [
        .. Lengths.Select(c => BatteryCase.Of("Content-Length", "RFC 9110, 8.6; RFC 9112, 6.3", c.Name, Post + c.Lines, c.Wanted)),
        .. Encodings.Select(c => BatteryCase.Of("Transfer-Encoding", "RFC 9112, 6.1", c.Name, Post + c.Lines, c.Wanted)),
        
        // RFC 9112, sections 6.1 and 6.3: a transfer encoding may be followed where the connection ends after the answer.
        .. Both.Select(c => BatteryCase.Of("two framings (CL.TE, TE.CL, TE.TE)", "RFC 9112, 6.3", c.Name, c.Sends, c.Wanted) with { Allowed = Wanted.PassedAndClosed }),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] Lengths =>
    [
        ("two that differ", "Content-Length: 5\r\nContent-Length: 6" + Body, Bad),
        ("two that are equal", "Content-Length: 5\r\nContent-Length: 5" + Body, Bad.Or(Wanted.Forwarded("with one", r => r.Body == "hello" && r.Header("Content-Length") is ["5"]))),
        ("a list that differs", "Content-Length: 5, 6" + Body, Bad),
        ("a list that is equal", "Content-Length: 5, 5" + Body, Bad.Or(Wanted.Forwarded("with one", r => r.Body == "hello" && r.Header("Content-Length") is ["5"]))),
        ("a minus sign", "Content-Length: -5" + Body, Bad),
        ("a plus sign", "Content-Length: +5" + Body, Bad),
        ("minus zero", "Content-Length: -0\r\n\r\n", Bad),
        ("hex", "Content-Length: 0x5" + Body, Bad),
        ("more than 64 bits", "Content-Length: 99999999999999999999" + Body, Wanted.RefusedAndClosed(400, 413)),
        ("2 to the 64th", "Content-Length: 18446744073709551616" + Body, Wanted.RefusedAndClosed(400, 413)),
        ("nothing", "Content-Length: \r\n\r\n", Bad),
        ("a blank inside", "Content-Length: 1 5" + Body, Bad),
        ("a fraction", "Content-Length: 5.0" + Body, Bad),
        ("an exponent", "Content-Length: 5e0" + Body, Bad),
        ("a comma after it", "Content-Length: 5," + Body, Bad),
        ("letters", "Content-Length: five" + Body, Bad),
        ("an underscore", "Content-Length: 1_0" + Body, Bad),
        ("a semicolon", "Content-Length: 5;x=1" + Body, Bad),
        ("quotes", "Content-Length: \"5\"" + Body, Bad),
        ("a NUL", "Content-Length: 5\0" + Body, Bad),
        ("a blank before the colon", "Content-Length : 5" + Body, Bad),
        ("a folded line", "Content-Length:\r\n 5" + Body, Bad),
        ("a vertical tab", "Content-Length: \u000b5" + Body, Bad),
        ("a no-break space", "Content-Length: \u00a05" + Body, Bad),
        ("zeros before it", "Content-Length: 0005" + Body, Bad.Or(Wanted.Forwarded("whole", r => r.Body == "hello"))),
        ("what it should be", "Content-Length: 5" + Body, Wanted.Forwarded("whole", r => r.Body == "hello")),
        ("zero", "Content-Length: 0\r\n\r\n", Wanted.Forwarded("empty", r => r.Body.Length == 0)),
    ];

    private static (string Name, string Lines, Wanted Wanted)[] Encodings =>
    [
        ("gzip, chunked", "Transfer-Encoding: gzip, chunked" + NoChunks, Unknown),
        ("chunked, gzip", "Transfer-Encoding: chunked, gzip" + NoChunks, Unknown),
        ("identity", "Transfer-Encoding: identity" + NoChunks, Unknown),
        ("chunked, identity", "Transfer-Encoding: chunked, identity" + NoChunks, Unknown),
        ("identity, chunked", "Transfer-Encoding: identity, chunked" + NoChunks, Unknown),
        ("chunked twice", "Transfer-Encoding: chunked, chunked" + NoChunks, Unknown),
        ("chunked in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + NoChunks, Unknown),
        ("another one in a second line", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" + NoChunks, Unknown),
        ("another one in a first line", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked" + NoChunks, Unknown),
        ("an unknown one", "Transfer-Encoding: xchunked" + NoChunks, Unknown),
        ("nearly chunked", "Transfer-Encoding: chunke" + NoChunks, Unknown),
        ("chunkedd", "Transfer-Encoding: chunkedd" + NoChunks, Unknown),
        ("a parameter", "Transfer-Encoding: chunked;a=b" + NoChunks, Unknown),
        ("quotes", "Transfer-Encoding: \"chunked\"" + NoChunks, Unknown),
        ("nothing", "Transfer-Encoding:" + NoChunks, Unknown),
        ("a comma before it", "Transfer-Encoding: ,chunked" + NoChunks, Unknown.Or(Wanted.Forwarded())),
        ("a vertical tab before it", "Transfer-Encoding: \u000bchunked" + NoChunks, Unknown),
        ("a vertical tab after it", "Transfer-Encoding: chunked\u000b" + NoChunks, Unknown),
        ("a NUL after it", "Transfer-Encoding: chunked\0" + NoChunks, Unknown),
        ("a no-break space", "Transfer-Encoding: \u00a0chunked" + NoChunks, Unknown),
        ("a folded line", "Transfer-Encoding:\r\n chunked" + NoChunks, Unknown),
        ("a blank before the colon", "Transfer-Encoding : chunked" + NoChunks, Unknown),
        ("a bare CR after the colon", "Transfer-Encoding:\rchunked" + NoChunks, Unknown),
        ("a tab before it", "Transfer-Encoding:\tchunked" + NoChunks, Wanted.Forwarded()),
        ("capitals", "Transfer-Encoding: CHUNKED" + NoChunks, Wanted.Forwarded()),
    ];

    private static (string Name, string Sends, Wanted Wanted)[] Both =>
    [
        ("a length, then chunks", Post + "Content-Length: 5\r\nTransfer-Encoding: chunked" + NoChunks, Bad),
        ("chunks, then a length", Post + "Transfer-Encoding: chunked\r\nContent-Length: 5" + NoChunks, Bad),
        ("CL.TE with a request inside", Post + "Content-Length: 60\r\nTransfer-Encoding: chunked" + NoChunks + Hidden, Bad),
        ("TE.CL with a request inside", Post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2b\r\n" + Hidden.PadRight(0x2b, 'x') + "\r\n0\r\n\r\n", Bad),
        ("TE.TE by a blank before the colon", Post + "Content-Length: 60\r\nTransfer-Encoding : chunked" + NoChunks + Hidden, Bad),
        ("TE.TE by an unknown second one", Post + "Content-Length: 60\r\nTransfer-Encoding: chunked\r\nTransfer-encoding: x" + NoChunks + Hidden, Unknown),
        ("TE.TE by a tab", Post + "Content-Length: 60\r\nTransfer-Encoding:\tchunked" + NoChunks + Hidden, Unknown),
        ("TE.TE by a header before it without an end", Post + "Content-Length: 60\r\nX: x\nTransfer-Encoding: chunked" + NoChunks + Hidden, Bad),
        ("TE.TE by a leading blank", Post + "Content-Length: 60\r\n Transfer-Encoding: chunked" + NoChunks + Hidden, Bad),
        ("TE.TE by an underscore", Post + "Content-Length: 5\r\nTransfer_Encoding: chunked\r\n\r\n0\r\n\r\n", Bad.Or(Wanted.Forwarded("without it", r => !r.Has("Transfer_Encoding") && r.Body == "0\r\n\r\n"))),
        ("CL.0: a body that a GET has", "GET /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello", Wanted.Forwarded("with its body", r => r.Body == "hello").Or(Bad)),
        ("0.CL: an empty length with a request inside", Post + "Content-Length:\r\n\r\n" + Hidden, Bad),
        ("chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: shop\r\nTransfer-Encoding: chunked" + NoChunks, Bad.Or(Wanted.RefusedAndClosed(411, 501))),
        ("chunks in HTTP/1.0 with a length", "POST /echo HTTP/1.0\r\nHost: shop\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" + NoChunks, Bad),
        ("a POST without either", Post + "\r\n", Wanted.Forwarded("empty", r => r.Body.Length == 0).Or(Wanted.Refused(411))),
        ("a length of a trailer", Chunked + "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n", Wanted.Forwarded("without it", r => r.Body == "hello" && !r.Bytes.Contains("Content-Length: 50", StringComparison.OrdinalIgnoreCase)).Or(Wanted.RefusedInBody(400))),
    ];
}

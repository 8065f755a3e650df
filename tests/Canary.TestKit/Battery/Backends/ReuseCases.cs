using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery.Backends;

/// <summary>Answers before the request has ended, answers to HEAD, and connections that are used again.</summary>
internal static class ReuseCases
{
    private const int Big = 900_000;
    private const string TooLarge = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge";
    private const string TooLargeKept = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge";

    private static readonly Wanted Large = Wanted.AnsweredWith(413, "large");

    /// <summary>The cases.</summary>
    public static IEnumerable<BatteryCase> All => [.. Early, .. Heads, .. Again];

    private static IEnumerable<BatteryCase> Early =>
        from upload in new[]
        {
            (Name: "a length", Sends: $"POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: {Big}\r\n\r\n{new string('a', Big)}"),
            (Name: "chunks", Sends: "POST /echo HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat($"2710\r\n{new string('a', 10_000)}\r\n", 90)) + "0\r\n\r\n"),
        }
        from answer in new[]
        {
            (Name: "413 before the upload ends, then closes", Answer: OriginAnswer.Of(TooLarge, AfterAnswer.Close) with { ReadsBody = false }),
            (Name: "413 before the upload ends, then closes without saying so", Answer: OriginAnswer.Of(TooLargeKept, AfterAnswer.Close) with { ReadsBody = false }),
            (Name: "413 before the upload ends, then resets", Answer: OriginAnswer.Of(TooLarge, AfterAnswer.Reset) with { ReadsBody = false }),
            (Name: "a close in the middle of the upload", Answer: new OriginAnswer([], AfterAnswer.Close) { ReadsBody = false }),
            (Name: "a reset in the middle of the upload", Answer: new OriginAnswer([], AfterAnswer.Reset) { ReadsBody = false }),
            (Name: "413 after the upload", Answer: OriginAnswer.Of(TooLargeKept)),
        }
        select EarlyCase(upload, answer);

    private static BatteryCase EarlyCase((string Name, string Sends) upload, (string Name, OriginAnswer Answer) answer)
    {
        var wanted = answer.Answer.Bytes.Length == 0 ? Wanted.Answered(502)
            : answer.Answer.Then == AfterAnswer.Reset ? Large.Or(Wanted.Answered(502))
            : Large;
        return BackendCases.Of("early answers", "RFC 9112, 9.3; RFC 9110, 15.5.14", $"{answer.Name} ({upload.Name})", upload.Sends, answer.Answer, wanted);
    }

    private static IEnumerable<BatteryCase> Heads =>
    [
        Head("with a length", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", Wanted.AnsweredWith(200, "", "its length", a => a.Header("Content-Length") is ["50"] or [])),
        Head("with chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Wanted.AnsweredWith(200, "")),
        Head("with a body, which has no place", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Wanted.AnsweredWith(200, "")),
        Head("with another answer in the place of a body", "HTTP/1.1 200 OK\r\nContent-Length: 43\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", Wanted.AnsweredWith(200, "")),
    ];

    private static IEnumerable<BatteryCase> Again =>
    [
        Restart("GET", "GET /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded()),
        Restart("HEAD", "HEAD /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded()),
        Restart("OPTIONS", "OPTIONS /echo HTTP/1.1\r\nHost: shop\r\n\r\n", Wanted.Forwarded()),
        Restart("PUT of nothing", "PUT /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n", Wanted.Forwarded().Or(Wanted.Answered(502))),
        Restart("POST, which is not sent twice", "POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello", Wanted.Forwarded().Or(Wanted.Answered(502))),
    ];

    private static BatteryCase Head(string name, string answer, Wanted wanted) =>
        BackendCases.Of("answers to HEAD", "RFC 9110, 9.3.2", name, "HEAD /echo HTTP/1.1\r\nHost: shop\r\n\r\n", OriginAnswer.Of(answer, AfterAnswer.Close), wanted);

    private static BatteryCase Restart(string name, string sends, Wanted wanted) =>
        BatteryCase.Of("restarts with a warm pool", "RFC 9112, 9.3.1", name, sends, wanted) with { RestartsBackend = true };
}

using System.Text;

namespace Canary.TestKit.Battery.Wire;

/// <summary>What a backend does after the bytes of its answer.</summary>
public enum AfterAnswer
{
    /// <summary>It keeps the connection and reads on.</summary>
    KeepOpen,

    /// <summary>It closes, having said all.</summary>
    Close,

    /// <summary>It resets the connection.</summary>
    Reset,
}

/// <summary>How a backend answers.</summary>
/// <param name="Bytes">What it sends.</param>
/// <param name="Then">What it does then.</param>
public sealed record OriginAnswer(byte[] Bytes, AfterAnswer Then = AfterAnswer.KeepOpen)
{
    /// <summary>Whether it reads the request's body first. Default true; the head it always reads.</summary>
    public bool ReadsBody { get; init; } = true;

    /// <summary>Whether it takes no connections at all. Default false.</summary>
    public bool Refuses { get; init; }

    /// <summary>An answer of Latin-1 text.</summary>
    public static OriginAnswer Of(string text, AfterAnswer then = AfterAnswer.KeepOpen) => new(Encoding.Latin1.GetBytes(text), then);

    /// <summary>200 with the request line as the body, by which a client knows whose answer it has.</summary>
    public static OriginAnswer Echo(OriginRequest request) =>
        Of($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Origin: 1\r\nContent-Length: {request.Line.Length}\r\n\r\n{(request.Method == "HEAD" ? "" : request.Line)}");
}

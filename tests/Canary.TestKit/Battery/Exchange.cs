using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery;

/// <summary>What was seen of one case from both sides of the proxy.</summary>
public sealed record Exchange
{
    /// <summary>The answers on the client's connection, that of <see cref="Sentinel"/> left out; of HTTP/2, that of the first stream.</summary>
    public IReadOnlyList<RawAnswer> Answers { get; init; } = [];

    /// <summary>Whether the proxy closed the connection without being asked to by the sentinel.</summary>
    public bool Closed { get; init; }

    /// <summary>Whether nothing more came until patience ended.</summary>
    public bool TimedOut { get; init; }

    /// <summary>The answer to an honest request that followed: on the same connection where that was left open, else on another.</summary>
    public RawAnswer? Sentinel { get; init; }

    /// <summary>What reached the backend, the sentinel left out.</summary>
    public IReadOnlyList<OriginRequest> Reached { get; init; } = [];

    /// <summary>How the proxy ended an HTTP/2 stream or connection otherwise than by an answer, as <c>RST_STREAM(1)</c>; empty where it did not.</summary>
    public string Ending { get; init; } = "";

    /// <summary>The first status; 0 where there is no answer.</summary>
    public int Status => Answers is [var first, ..] ? first.Status : 0;

    /// <summary>Whether the honest request that followed got its own answer.</summary>
    public bool IsInSync => Sentinel is { Status: 200, Body: var body } && body.Contains(RawOrigin.Sentinel, StringComparison.Ordinal);

    /// <summary>In one line.</summary>
    public override string ToString() =>
        $"answers [{string.Join(", ", Answers.Select(a => $"{string.Concat(a.Interim.Select(i => i + "+"))}{a.Status}{(a.IsWhole ? "" : " broken off")}"))}]"
        + $"{(Ending.Length > 0 ? " " + Ending : "")}{(Closed ? " closed" : "")}{(TimedOut ? " timed out" : "")}"
        + $"; sentinel {(Sentinel is null ? "none" : IsInSync ? "ok" : $"{Sentinel.Status} '{Sentinel.Body}'")}"
        + $"; backend got [{string.Join(", ", Reached.Select(r => $"{Short(r.Line)}{(r.IsWhole ? "" : " (part)")}"))}]";

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;
}

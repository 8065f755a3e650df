using Canary.TestKit.Battery.Wire;

namespace Canary.TestKit.Battery;

/// <summary>What a case may end with: any one of its ways.</summary>
public sealed class Wanted
{
    private readonly IReadOnlyList<(string Text, Func<Exchange, bool> Holds)> _ways;

    private Wanted(params IReadOnlyList<(string Text, Func<Exchange, bool> Holds)> ways) => _ways = ways;

    /// <summary>In words.</summary>
    public override string ToString() => string.Join("; or ", _ways.Select(way => way.Text));

    /// <summary>Whether it was so.</summary>
    public bool IsMet(Exchange seen) => _ways.Any(way => way.Holds(seen)) && seen.Reached.All(request => !request.IsWhole || request.Ambiguity() is null);

    /// <summary>This, or that.</summary>
    public Wanted Or(Wanted other) => new([.. _ways, .. other._ways]);

    /// <summary>One way of its own.</summary>
    public static Wanted That(string text, Func<Exchange, bool> holds) => new((text, holds));

    /// <summary>The proxy refuses it, nothing reaches the backend, and nothing after it is read as a request of its own.</summary>
    public static Wanted RefusedAndClosed(params int[] statuses) => new((
        $"{string.Join(" or ", statuses)}, connection closed, nothing forwarded",
        seen => seen.Answers.Count == 1 && statuses.Contains(seen.Status) && (seen.Closed || seen.Answers[0].SaysClose) && seen.Reached.Count == 0));

    /// <summary>The proxy refuses it and nothing reaches the backend; the connection may go on with the next request.</summary>
    public static Wanted Refused(params int[] statuses) => new((
        $"{string.Join(" or ", statuses)}, nothing forwarded",
        seen => seen.Answers.Count == 1 && statuses.Contains(seen.Status) && seen.Reached.Count == 0 && (seen.Closed || seen.IsInSync)));

    /// <summary>The proxy refuses it after its head: the backend may have a beginning, and no whole request.</summary>
    public static Wanted RefusedInBody(params int[] statuses) => new((
        $"{string.Join(" or ", statuses)} or an end of the connection, no whole request forwarded",
        seen => seen.Answers.Count <= 1 && (seen.Answers.Count == 0 ? seen.Closed : statuses.Contains(seen.Status)) && !seen.TimedOut && seen.Reached.All(request => !request.IsWhole)));

    /// <summary>The connection ends, and nothing reaches the backend.</summary>
    public static Wanted Closed { get; } = new((
        "connection closed, nothing forwarded", seen => seen.Answers.Count == 0 && seen.Closed && !seen.TimedOut && seen.Reached.All(request => !request.IsWhole)));

    /// <summary>It is forwarded once, and the client has the backend's answer.</summary>
    /// <param name="how">What the backend must see, in words.</param>
    /// <param name="check">Whether it does; null: anything.</param>
    public static Wanted Forwarded(string how = "", Func<OriginRequest, bool>? check = null) => new((
        $"forwarded{(how.Length > 0 ? ": " + how : "")}",
        seen => seen.Answers.Count == 1 && seen.Status == 200 && seen.Answers[0].IsWhole && seen.Reached is [{ IsWhole: true } only] && (check is null || check(only)) && seen.IsInSync));

    /// <summary>It is forwarded, one request or several, and nothing of it is ambiguous.</summary>
    public static Wanted Passed { get; } = new((
        "forwarded without what makes it ambiguous",
        seen => seen.Answers.Count > 0 && seen.Answers.All(a => a.Status == 200) && seen.Reached.Count == seen.Answers.Count && seen.Reached.All(r => r.IsWhole) && seen.IsInSync));

    /// <summary>The same, and the connection ends after the answer.</summary>
    public static Wanted PassedAndClosed { get; } = new((
        "forwarded without what makes it ambiguous, connection closed",
        seen => seen.Answers.Count == 1 && seen.Status == 200 && seen.Closed && seen.Reached is [{ IsWhole: true }] && seen.IsInSync));

    /// <summary>It is forwarded without a header.</summary>
    public static Wanted ForwardedWithout(string name) => Forwarded($"without {name}", request => !request.Has(name));

    /// <summary>It is forwarded with a header that has this one value.</summary>
    public static Wanted ForwardedWith(string name, string value) => Forwarded($"with {name}: {value}", request => request.Header(name) is [var only] && only == value);

    /// <summary>It is forwarded with this target, as it was sent.</summary>
    public static Wanted ForwardedAs(string target) => Forwarded($"as {target}", request => request.Target == target);

    /// <summary>Two requests are forwarded and answered in their order.</summary>
    public static Wanted TwoForwarded(params string[] targets) => new((
        $"{string.Join(" and ", targets)} forwarded, answered in order",
        seen => seen.Answers.Select(a => a.Status).SequenceEqual(targets.Select(_ => 200)) && seen.Answers.Zip(targets, (a, t) => a.Body.Contains(t + " ", StringComparison.Ordinal)).All(x => x)
            && seen.Reached.Select(r => r.Target).SequenceEqual(targets) && seen.IsInSync));

    /// <summary>The client gets one of these statuses, in a whole answer, and the next request its own answer.</summary>
    public static Wanted Answered(params int[] statuses) => new((
        string.Join(" or ", statuses), seen => seen.Answers.Count == 1 && statuses.Contains(seen.Status) && seen.Answers[0].IsWhole && seen.IsInSync));

    /// <summary>The client gets this answer with exactly this body.</summary>
    public static Wanted AnsweredWith(int status, string body, string how = "", Func<RawAnswer, bool>? check = null) => new((
        $"{status} with its body{(how.Length > 0 ? ", " + how : "")}",
        seen => seen.Answers.Count == 1 && seen.Status == status && seen.Answers[0] is { IsWhole: true } answer && answer.Body == body && (check is null || check(answer)) && seen.IsInSync));

    /// <summary>The answer breaks off where the backend's did, so that the client can tell.</summary>
    public static Wanted BrokenOff { get; } = new((
        "the answer breaks off", seen => seen.Answers.Count <= 1 && !seen.TimedOut && (seen.Answers.Count == 0 || !seen.Answers[0].IsWhole) && seen.IsInSync));
}

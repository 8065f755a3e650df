using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Following;

/// <summary>Holds back what looks like a source's mistake rather than a change: a list that is suddenly empty, or less than half of what it was.</summary>
/// <remarks>
/// Empty after something: taken once it has been said for a settable time, with no other answer and no failure between.
/// Less than half: taken with the second answer that is less than half, or after 5 s without another one.
/// Used by one caller at a time.
/// </remarks>
/// <param name="emptyAfter">How long emptiness must be said.</param>
internal sealed class LossGuard(TimeSpan emptyAfter)
{
    /// <summary>How long a list of less than half waits for a second answer.</summary>
    public static readonly TimeSpan LossAfter = TimeSpan.FromSeconds(5);

    private IReadOnlyList<DestinationConfig>? _held;
    private TimeSpan _since;

    /// <summary>When what is held back may be taken; null where nothing is.</summary>
    public TimeSpan? Due => _held is { } held ? _since + (held.Count == 0 ? emptyAfter : LossAfter) : null;

    /// <summary>A new answer.</summary>
    /// <param name="last">The list in force; null where there is none yet.</param>
    /// <param name="answer">What the source says now.</param>
    /// <param name="now">Time on a clock that never goes back.</param>
    /// <returns>The list that is to be in force, or null: the last one stays.</returns>
    public IReadOnlyList<DestinationConfig>? Offer(IReadOnlyList<DestinationConfig>? last, IReadOnlyList<DestinationConfig> answer, TimeSpan now)
    {
        var held = _held;
        _held = null;
        if (last is null || answer.Count * 2 >= last.Count)
        {
            return answer;
        }

        var isFirst = held is null || (held.Count == 0) != (answer.Count == 0);
        if (!isFirst && answer.Count > 0)
        {
            return answer;
        }

        (_held, _since) = (answer, isFirst ? now : _since);
        return TakeDue(now);
    }

    /// <summary>What was held back for long enough; null where there is nothing of the kind.</summary>
    /// <param name="now">Time on that clock.</param>
    public IReadOnlyList<DestinationConfig>? TakeDue(TimeSpan now)
    {
        if (now < (Due ?? TimeSpan.MaxValue))
        {
            return null;
        }

        var taken = _held;
        _held = null;
        return taken;
    }

    /// <summary>The source failed: what it said last must be said again.</summary>
    public void Forget() => _held = null;
}

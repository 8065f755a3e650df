using System.Runtime.CompilerServices;

namespace Canary.Core.Rollouts;

/// <summary>Says whether a point in time lies in a freeze window.</summary>
/// <remarks>
/// Around a change of daylight saving, a window that begins at a time which is skipped begins right after the gap, and one that begins at a
/// time which comes twice begins at the first. How long it lasts is time as it passes, not what wall clocks show at its end.
/// </remarks>
internal static class FreezeCalendar
{
    // Windows may follow one another without end, as those of every minute that last an hour; nobody needs to know more of their end.
    private const int MaxFollowing = 50;

    // Parsed once for as long as a plan is in use; written by whoever needs it first, and the same whoever that is.
    private static readonly ConditionalWeakTable<FreezeWindow, FreezeBegins> Known = [];

    /// <summary>Whether <paramref name="time"/> lies in a window.</summary>
    public static bool IsFrozen(IReadOnlyList<FreezeWindow> windows, DateTimeOffset time)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            if (EndOf(windows[i], time) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The window that <paramref name="time"/> lies in, or null; windows that follow without a gap count as one.</summary>
    public static FreezeSpan? At(IReadOnlyList<FreezeWindow> windows, DateTimeOffset time)
    {
        FreezeSpan? span = null;
        for (var i = 0; i < MaxFollowing && LongestAt(windows, span?.Until ?? time) is { } next; i++)
        {
            span = new FreezeSpan(span?.Name ?? next.Name, next.Until);
        }

        return span;
    }

    private static FreezeSpan? LongestAt(IReadOnlyList<FreezeWindow> windows, DateTimeOffset time)
    {
        FreezeSpan? longest = null;
        for (var i = 0; i < windows.Count; i++)
        {
            if (EndOf(windows[i], time) is { } until && (longest is null || until > longest.Until))
            {
                longest = new FreezeSpan(windows[i].Name ?? windows[i].Cron, until);
            }
        }

        return longest;
    }

    private static DateTimeOffset? EndOf(FreezeWindow window, DateTimeOffset time)
    {
        var begin = Known.GetValue(window, of => new FreezeBegins(of)).After(Elapsed.Shift(time, -window.Duration));
        return begin <= time ? Elapsed.Shift(begin.Value, window.Duration) : null;
    }
}

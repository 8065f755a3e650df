using Cronos;

namespace Canary.Core.Rollouts;

/// <summary>When a freeze window begins: its cron expression in its time zone, parsed once.</summary>
/// <param name="window">A valid window.</param>
internal sealed class FreezeBegins(FreezeWindow window)
{
    private readonly CronExpression _cron = CronExpression.Parse(window.Cron);
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone);

    // The last answer, which holds for every time up to it: a rollout in a window asks each second for days. Immutable, and any thread's will do.
    private Answer? _last;

    /// <summary>The first begin after <paramref name="time"/>, in UTC; null: there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var last = _last;
        if (last is null || time < last.From || time >= last.Begin)
        {
            _last = last = new Answer(time, _cron.GetNextOccurrence(time.ToUniversalTime(), _zone)?.ToUniversalTime());
        }

        return last.Begin;
    }

    private sealed record Answer(DateTimeOffset From, DateTimeOffset? Begin);
}

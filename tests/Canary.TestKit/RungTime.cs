namespace Canary.TestKit;

/// <summary>A clock that stands until a test moves it, whose timers ring as they are passed.</summary>
public sealed class RungTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private long _ticks = TimeSpan.TicksPerDay;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Returns when somebody waits for exactly so long from now.</summary>
    public Task WaitedForAsync(TimeSpan due) => Eventually.TrueAsync(
        () =>
        {
            lock (_gate)
            {
                return _timers.Any(timer => timer.Due - _ticks == due.Ticks);
            }
        },
        $"somebody waits for {due}");

    /// <summary>Moves on, and rings.</summary>
    public void Advance(TimeSpan by)
    {
        Timer[] rung;
        lock (_gate)
        {
            _ticks += by.Ticks;
            rung = [.. _timers.Where(timer => timer.Due <= _ticks)];
            _timers.RemoveAll(timer => timer.Due <= _ticks);
        }

        foreach (var timer in rung)
        {
            timer.Ring();
        }
    }

    private sealed class Timer(RungTime time, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._ticks + dueTime.Ticks;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}

namespace Canary.TestKit;

/// <summary>The system's clock, which a test puts forward: hours pass at once for whoever looks at it, while timers ring as they do.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;
    private long _jump;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _shift);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shift) + Interlocked.Read(ref _jump));

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    /// <summary>Somebody sets the clock: the time of day is another one, but no time passes.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _jump, by.Ticks);
}

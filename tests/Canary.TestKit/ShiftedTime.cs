namespace Canary.TestKit;

/// <summary>The system's clock, which a test puts forward: hours pass at once for whoever looks at it, while timers ring as they do.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _shift);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    /// <summary>Moves on.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}

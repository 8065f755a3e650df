namespace Canary.Core.Rollouts;

/// <summary>Time that has passed, which is never negative: where the clock went back, nothing has passed.</summary>
internal static class Elapsed
{
    /// <summary>From <paramref name="since"/> to <paramref name="now"/>, or 0.</summary>
    public static TimeSpan Since(DateTimeOffset since, DateTimeOffset now) => now > since ? now - since : TimeSpan.Zero;

    /// <summary>The next whole second, so that nothing is said to be left for 0 s while something is.</summary>
    public static TimeSpan SecondsUp(TimeSpan span) => TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));

    /// <summary>A time moved along, within what times can be.</summary>
    public static DateTimeOffset Shift(DateTimeOffset time, TimeSpan by) =>
        new((long)Int128.Clamp((Int128)time.UtcTicks + by.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}

using System.Diagnostics;

namespace Canary.Benchmarks.Soak;

/// <summary>Time since the start of the run, the same for all its parts.</summary>
internal sealed class SoakClock
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>When the run began.</summary>
    public DateTimeOffset Began { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Now.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_began);
}

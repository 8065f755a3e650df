using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>What a mirror has that outlives changes of its service: counters, copies under way, and what comparing found.</summary>
/// <param name="service">The service's name.</param>
/// <param name="variant">The variant that gets the copies.</param>
/// <param name="time">The clock of what was found.</param>
internal sealed class MirrorState(string service, string variant, TimeProvider time)
{
    private int _pending;

    /// <summary>The counters.</summary>
    public MirrorMetrics Metrics { get; } = new(service, variant);

    /// <summary>What comparing found.</summary>
    public ComparisonJournal Journal { get; } = new(time);

    /// <summary>Copies under way.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>One more copy, unless there are too many; one that begins must end.</summary>
    public bool TryBegin(int most)
    {
        if (Interlocked.Increment(ref _pending) <= most)
        {
            return true;
        }

        End();
        return false;
    }

    /// <summary>A copy has ended.</summary>
    public void End() => Interlocked.Decrement(ref _pending);
}

namespace Canary.Gateway.Proxy.Health;

/// <summary>Has destinations that come, or are well again, grow from a tenth into their full share.</summary>
/// <remarks>A destination that is picked while it grows is taken with a chance that grows with time, as if its weight did; else another is picked.</remarks>
/// <param name="duration">How long that takes, above zero.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Chance.</param>
internal sealed class SlowStart(TimeSpan duration, TimeProvider time, Random random)
{
    private const double First = 0.1;

    /// <summary>A destination begins to grow.</summary>
    public void Begin(BalancedDestination destination) => destination.WarmingSince = Math.Max(1, time.GetTimestamp());

    /// <summary>The part of its full share that a destination has, 0.1 to 1.</summary>
    public double PartOf(BalancedDestination destination)
    {
        if (destination.WarmingSince is not (> 0 and var since))
        {
            return 1;
        }

        var grown = time.GetElapsedTime(since) / duration;
        if (grown < 1)
        {
            return First + ((1 - First) * Math.Max(0, grown));
        }

        destination.WarmingSince = 0;
        return 1;
    }

    /// <summary>Whether a destination that was picked is taken.</summary>
    public bool Takes(BalancedDestination destination) =>
        PartOf(destination) is var part && (part >= 1 || random.NextDouble() < part);

    /// <summary>Whether a destination takes part where the least busy of several would be picked, and a cold one would always be that.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="siblings">How many others there are.</param>
    public bool TakesPart(BalancedDestination destination, int siblings) =>
        PartOf(destination) is var part && (part >= 1 || random.NextDouble() * (siblings + part) < part);
}

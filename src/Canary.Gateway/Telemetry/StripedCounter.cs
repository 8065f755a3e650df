namespace Canary.Gateway.Telemetry;

/// <summary>One counter that many cores add to at once.</summary>
internal sealed class StripedCounter
{
    private readonly StripedCells _cells = new(1);

    /// <summary>What was counted so far.</summary>
    public long Value => _cells.Sum(0);

    /// <summary>Counts one more.</summary>
    public void Increment() => Interlocked.Increment(ref _cells.CurrentStripe()[0]);

    /// <summary>Counts more.</summary>
    /// <param name="amount">0 or more.</param>
    public void Add(long amount) => Interlocked.Add(ref _cells.CurrentStripe()[0], amount);
}

namespace Canary.Gateway.Proxy.Admission;

/// <summary>How many connections that were thrown out may be open, and for how long each.</summary>
/// <param name="most">How many; at least 1.</param>
/// <param name="time">The clock.</param>
internal sealed class HeldConnections(int most, TimeProvider time)
{
    /// <summary>How old a connection is at least when it is closed: what a budget for resets takes to fill, so that coming back gains nothing.</summary>
    public static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(ResetBudget.Seconds);

    // Whoever was thrown out at the same time comes back spread over as long again.
    private const int AgeSteps = 64;

    private int _held;
    private uint _connections;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>How old the next connection is when it is closed: between once and twice <see cref="LeastAge"/>.</summary>
    public TimeSpan NextAge() => LeastAge + (LeastAge * ((Interlocked.Increment(ref _connections) - 1) % AgeSteps / (double)AgeSteps));

    /// <summary>Takes a place; false: there is none.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _held) <= most)
        {
            return true;
        }

        Return();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Return() => Interlocked.Decrement(ref _held);
}

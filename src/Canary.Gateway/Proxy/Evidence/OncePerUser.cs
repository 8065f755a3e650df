namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Lets each user through once until it is cleared, in a table of fixed size without a lock.</summary>
/// <remarks>
/// Each user has one place. Who finds it taken is not let through, be it by itself or by another: so of many users some are never
/// let through, but none twice, and which ones has nothing to do with how their requests end. Any thread.
/// </remarks>
internal sealed class OncePerUser
{
    private const int Places = 65_536;

    private readonly byte[] _taken = new byte[Places];

    /// <summary>Whether the user is let through.</summary>
    public bool Take(uint user)
    {
        // Multiplied, as the buckets of one variant may have bits in common.
        ref var place = ref _taken[unchecked(user * 2_654_435_769u) >> 16];
        return Volatile.Read(ref place) == 0 && Interlocked.Exchange(ref place, 1) == 0;
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Array.Clear(_taken);
}

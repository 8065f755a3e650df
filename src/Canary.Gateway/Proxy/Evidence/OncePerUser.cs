namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Lets each user of a rollout through once, in a table of fixed size without a lock.</summary>
/// <remarks>
/// Each user has one place. Who finds it taken is not let through, be it by itself or by another: so of many users some are never
/// let through, but none twice, and which ones has nothing to do with how their requests end. Any thread.
/// </remarks>
/// <param name="part">The users that this gateway takes.</param>
internal sealed class OncePerUser(UserPart part)
{
    private const int Places = 65_536;

    private readonly byte[] _taken = new byte[Places];

    /// <summary>Whether the user is let through.</summary>
    public bool Take(uint user)
    {
        // Mixed, as the buckets of one variant may have bits in common; parts by the low bits, places by the high ones.
        var mixed = Mixed(user);
        ref var place = ref _taken[mixed >> 16];
        return part.Contains(mixed) && Volatile.Read(ref place) == 0 && Interlocked.Exchange(ref place, 1) == 0;
    }

    // Algorithm: the finaliser of MurmurHash3.
    private static uint Mixed(uint x)
    {
        x = (x ^ (x >> 16)) * 0x85EBCA6B;
        x = (x ^ (x >> 13)) * 0xC2B2AE35;
        return x ^ (x >> 16);
    }
}

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Lets each user of a rollout through once, in a table of fixed size without a lock.</summary>
/// <remarks>
/// Each user has one place. Who finds it taken is not let through, be it by itself or by another: so of many users some are never
/// let through, but none twice, and which ones has nothing to do with how their requests end. Other gateways have tables of their own;
/// of many gateways each lets only some of the users through, so that a user gets through at about two of them. Any thread.
/// </remarks>
/// <param name="salt">Which users those are; another number at each gateway.</param>
internal sealed class OncePerUser(uint salt)
{
    private const int Places = 65_536;

    private readonly byte[] _taken = new byte[Places];

    /// <summary>Whether the user is let through.</summary>
    /// <param name="user">The user.</param>
    /// <param name="gateways">How many gateways there are, 1 or more.</param>
    public bool Take(uint user, int gateways)
    {
        if (gateways > 2 && Mixed(user ^ salt) % (uint)((gateways + 1) / 2) != 0)
        {
            return false;
        }

        // Mixed, as the buckets of one variant may have bits in common.
        ref var place = ref _taken[Mixed(user) >> 16];
        return Volatile.Read(ref place) == 0 && Interlocked.Exchange(ref place, 1) == 0;
    }

    // Algorithm: the finaliser of MurmurHash3.
    private static uint Mixed(uint x)
    {
        x = (x ^ (x >> 16)) * 0x85EBCA6B;
        x = (x ^ (x >> 13)) * 0xC2B2AE35;
        return x ^ (x >> 16);
    }
}

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Which users' durations this gateway takes: of several gateways each takes its own part, so that no user counts at two of them.</summary>
/// <remarks>Written by who reports evidence, read by requests. While gateways come and go some users count twice, or not at all.</remarks>
internal sealed class UserPart
{
    // Part and number of parts in one, so that both are read at once.
    private long _current = 1;

    /// <summary>From now on this gateway takes a part.</summary>
    /// <param name="part">0 to below <paramref name="of"/>.</param>
    /// <param name="of">How many gateways there are, 1 or more.</param>
    public void Set(int part, int of) => Volatile.Write(ref _current, ((long)part << 32) | (uint)of);

    /// <summary>Whether a user, whose number is well mixed, is in it.</summary>
    public bool Contains(uint mixed)
    {
        var current = Volatile.Read(ref _current);
        return mixed % (uint)current == (uint)(current >> 32);
    }
}

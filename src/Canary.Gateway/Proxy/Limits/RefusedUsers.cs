namespace Canary.Gateway.Proxy.Limits;

/// <summary>The users last refused for good, so that they are not asked about with each of their requests.</summary>
/// <remarks>Each user has one slot, which a later one takes over: who is forgotten is asked about once more. Written by one thread, read by requests; a slot is one number.</remarks>
internal sealed class RefusedUsers
{
    private const int Slots = 16_384;

    private long[]? _slots;

    /// <summary>Whether a user was refused. Any thread.</summary>
    public bool Contains(long user) => Volatile.Read(ref _slots) is { } slots && Volatile.Read(ref slots[user & (Slots - 1)]) == user;

    /// <summary>Remembers a user. One thread at a time.</summary>
    public void Add(long user)
    {
        if (_slots is null)
        {
            Volatile.Write(ref _slots, new long[Slots]);
        }

        Volatile.Write(ref _slots![user & (Slots - 1)], user);
    }
}

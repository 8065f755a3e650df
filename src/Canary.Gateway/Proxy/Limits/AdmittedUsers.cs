namespace Canary.Gateway.Proxy.Limits;

/// <summary>The users that may meet a rollout's variant: a set that requests read without a lock while one writer adds to it.</summary>
/// <remarks>
/// Open addressing with linear probing, at most half full; users are hashes already. A look-up is one or two reads of
/// neighbouring numbers. The writer fills an empty slot by one write, and grows by filling a new table before it is
/// published, so a reader sees a user or does not yet. Users are never removed.
/// </remarks>
internal sealed class AdmittedUsers
{
    private const int FirstSlots = 64;
    private const long Empty = 0;

    private long[] _slots = new long[FirstSlots];

    /// <summary>How many there are; for the writer.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a user is among them. Any thread.</summary>
    public bool Contains(long user)
    {
        var slots = Volatile.Read(ref _slots);
        var wanted = KeyOf(user);
        for (var i = wanted; ; i++)
        {
            var found = Volatile.Read(ref slots[i & (slots.Length - 1)]);
            if (found == wanted || found == Empty)
            {
                return found == wanted;
            }
        }
    }

    /// <summary>Adds a user; once in, it stays. One thread at a time.</summary>
    public void Add(long user)
    {
        if (Contains(user))
        {
            return;
        }

        if (2 * (Count + 1) > _slots.Length)
        {
            var larger = new long[2 * _slots.Length];
            foreach (var known in _slots)
            {
                if (known != Empty)
                {
                    Fill(larger, known);
                }
            }

            Volatile.Write(ref _slots, larger);
        }

        Fill(_slots, KeyOf(user));
        Count++;
    }

    // One user in 2^64 shares the number of another.
    private static long KeyOf(long user) => user == Empty ? 1 : user;

    private static void Fill(long[] slots, long key)
    {
        var i = key;
        while (slots[i & (slots.Length - 1)] != Empty)
        {
            i++;
        }

        Volatile.Write(ref slots[i & (slots.Length - 1)], key);
    }
}

namespace Canary.Gateway.Proxy.Limits;

/// <summary>Users that wanted to meet a rollout's variant and are not known to be admitted; each once, and no more of them than fit.</summary>
/// <remarks>
/// Requests put them in without a lock: a few neighbouring slots are looked at, and an empty one is taken by one interlocked
/// operation. Where all of them are taken the user is forgotten, and comes again with its next request. Two requests of
/// one user at the same instant may take two slots, which costs an answer and nothing else. One reader empties the slots.
/// </remarks>
internal sealed class UserClaims
{
    /// <summary>How many fit; as many as the store answers at once.</summary>
    public const int Capacity = 1_000;

    private const int Slots = 1_024;
    private const int Neighbours = 8;
    private const long Empty = 0;

    private readonly long[] _slots = new long[Slots];

    /// <summary>Puts a user in.</summary>
    public void Add(long user)
    {
        var key = user == Empty ? 1 : user;
        for (var i = 0; i < Neighbours; i++)
        {
            ref var slot = ref _slots[(key + i) & (Slots - 1)];
            var found = Volatile.Read(ref slot);
            if (found == Empty)
            {
                found = Interlocked.CompareExchange(ref slot, key, Empty);
            }

            if (found == key || found == Empty)
            {
                return;
            }
        }
    }

    /// <summary>Takes users out, at most <see cref="Capacity"/>.</summary>
    public IReadOnlyList<long> Take()
    {
        var taken = new List<long>();
        for (var i = 0; i < Slots && taken.Count < Capacity; i++)
        {
            if (Volatile.Read(ref _slots[i]) != Empty)
            {
                taken.Add(Interlocked.Exchange(ref _slots[i], Empty));
            }
        }

        return taken;
    }
}

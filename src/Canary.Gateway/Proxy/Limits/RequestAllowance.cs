namespace Canary.Gateway.Proxy.Limits;

/// <summary>How many more requests this gateway may send to a rollout's variant. Handed out in portions, each of which is stale after a second.</summary>
/// <remarks>
/// Every request that asks gets the next number, by one interlocked operation, and may go where that is not above the last
/// one allowed; so requests also tell how many wanted to go. One thread at a time hands out while requests go on asking: what
/// they are refused meanwhile stays refused, what they take meanwhile stays taken. There may be less than was handed out, never more.
/// </remarks>
internal sealed class RequestAllowance(TimeProvider time)
{
    /// <summary>How long a portion is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly long _lifetime = (long)(Lifetime.TotalSeconds * time.TimestampFrequency);
    private readonly Queue<Portion> _portions = new();
    private long _asked;
    private long _allowed;
    private long _staleAt = long.MinValue;
    private long _inPortions;

    /// <summary>Requests that asked since the start.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Whether what is left, if anything, is soon of no use: less than a quarter of its life is left to it.</summary>
    public bool IsAlmostStale => time.GetTimestamp() + (_lifetime / 4) >= Volatile.Read(ref _staleAt);

    /// <summary>Whether one more request may go. Any thread.</summary>
    /// <param name="now">The clock's timestamp.</param>
    public bool Take(long now) =>
        Interlocked.Increment(ref _asked) <= Volatile.Read(ref _allowed) && now < Volatile.Read(ref _staleAt);

    /// <summary>Lets so many more go, from now on. One thread at a time.</summary>
    public void HandOut(int requests)
    {
        ReadUnused();
        if (requests > 0)
        {
            var staleAt = time.GetTimestamp() + _lifetime;
            _portions.Enqueue(new Portion(requests, staleAt));
            _inPortions += requests;
            Volatile.Write(ref _staleAt, staleAt);
            Volatile.Write(ref _allowed, Math.Max(_allowed, Asked) + requests);
        }
    }

    /// <summary>Takes back what is stale, and tells what is left. One thread at a time.</summary>
    public int ReadUnused()
    {
        var (now, asked) = (time.GetTimestamp(), Asked);
        while (_portions.TryPeek(out var oldest))
        {
            // The oldest is used up first; its last number is that of all without those of later portions.
            var unused = Math.Clamp(_allowed - (_inPortions - oldest.Size) - asked, 0, oldest.Size);
            if (unused > 0 && now < oldest.StaleAt)
            {
                break;
            }

            _portions.Dequeue();
            _inPortions -= oldest.Size;
            Volatile.Write(ref _allowed, _allowed - unused);
        }

        return (int)Math.Max(0, _allowed - asked);
    }

    private readonly record struct Portion(int Size, long StaleAt);
}

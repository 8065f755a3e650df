namespace Canary.Gateway.Proxy.Routing;

/// <summary>How many requests of a variant may be under way at once at this gateway.</summary>
/// <remarks>One interlocked number, which clusters that follow each other share; a limit that was changed counts what began under the one before.</remarks>
internal sealed class ConcurrencyLimit
{
    private readonly int _most;
    private readonly Count _underWay;

    private ConcurrencyLimit(int most, Count underWay) => (_most, _underWay) = (most, underWay);

    /// <summary>Whether no more may begin now.</summary>
    public bool IsFull => Volatile.Read(ref _underWay.Value) >= _most;

    /// <summary>A variant's limit; null where it has none.</summary>
    /// <param name="most">The most requests at once, or null: any number.</param>
    /// <param name="before">The limit that this one replaces, or null.</param>
    public static ConcurrencyLimit? Of(int? most, ConcurrencyLimit? before) => most is { } limit ? new ConcurrencyLimit(limit, before?._underWay ?? new Count()) : null;

    /// <summary>Whether one more request may begin; it is then counted until it leaves.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _underWay.Value) <= _most)
        {
            return true;
        }

        Interlocked.Decrement(ref _underWay.Value);
        return false;
    }

    /// <summary>A request that entered has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _underWay.Value);

    private sealed class Count
    {
        public int Value;
    }
}

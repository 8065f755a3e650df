namespace Canary.Gateway.Storage;

/// <summary>The leader's lease where one gateway is alone with its store: in memory, but with the same rules as a shared one.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class LocalLease(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Lease? _lease;
    private DateTimeOffset _ends;
    private long _token;

    /// <inheritdoc cref="ILeaderLease.TakeLeaseAsync"/>
    public Lease? Take(string holder, TimeSpan duration)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_lease is null || now >= _ends)
            {
                _lease = new Lease(holder, ++_token);
            }

            if (_lease.Holder != holder)
            {
                return null;
            }

            _ends = now + duration;
            return _lease;
        }
    }

    /// <summary>Gives it back; false where it is not this one any more.</summary>
    public bool Free(Lease lease)
    {
        lock (_lock)
        {
            var isHeld = _lease == lease;
            _lease = isHeld ? null : _lease;
            return isHeld;
        }
    }

    /// <summary>Whether a lease is in force.</summary>
    public bool IsHeld(Lease lease)
    {
        lock (_lock)
        {
            return _lease == lease && time.GetUtcNow() < _ends;
        }
    }
}

namespace Canary.Gateway.Control.Leading;

/// <summary>The store's clock, carried on between two looks at it by this process' own steady one, and watched for jumps.</summary>
/// <remarks>
/// A jump is what the store's clock moved beyond the time that passed here: somebody set it, or another server with another clock took
/// over. Answers take up to <see cref="Storage.RedisConnection.CallTimeout"/>, so less than <see cref="Threshold"/> is no jump. Safe for concurrent use.
/// </remarks>
internal sealed class StoreClock(TimeProvider time)
{
    /// <summary>What a jump is at least.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private DateTimeOffset? _seen;
    private long _seenAt;
    private TimeSpan _jump;

    /// <summary>The store said that it is <paramref name="now"/>.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="askedAt">When it was asked, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Observe(DateTimeOffset now, long askedAt)
    {
        lock (_lock)
        {
            var difference = _seen is { } seen ? now - seen - time.GetElapsedTime(_seenAt, askedAt) : TimeSpan.Zero;
            if (difference.Duration() >= Threshold)
            {
                _jump += difference;
            }

            (_seen, _seenAt) = (now, askedAt);
        }
    }

    /// <summary>The store's time now; this machine's before the store was ever heard.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _seen is { } seen ? seen + time.GetElapsedTime(_seenAt) : time.GetUtcNow();
            }
        }
    }

    /// <summary>The store's time now, and how far it jumped since this was asked last; null before the store was ever heard.</summary>
    public (DateTimeOffset Now, TimeSpan Jump)? Take()
    {
        lock (_lock)
        {
            if (_seen is not { } seen)
            {
                return null;
            }

            var jump = _jump;
            _jump = TimeSpan.Zero;
            return (seen + time.GetElapsedTime(_seenAt), jump);
        }
    }
}

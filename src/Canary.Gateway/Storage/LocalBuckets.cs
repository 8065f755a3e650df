namespace Canary.Gateway.Storage;

/// <summary>Shares of a second's limit where one gateway is alone with its store.</summary>
/// <remarks>Algorithm: token bucket of a tenth of a second's worth, as in <see cref="RedisLedger"/>. Safe for concurrent use; as many entries as rollouts with a limit since the start.</remarks>
internal sealed class LocalBuckets(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double Left, long At)> _buckets = new(StringComparer.Ordinal);

    /// <summary>As many as are wanted and left.</summary>
    public int Take(string rollout, int perSecond, int wanted)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var (left, at) = _buckets.TryGetValue(rollout, out var known) ? known : (0, now);
            left = Math.Min(Math.Max(1, perSecond / 10d), left + perSecond * time.GetElapsedTime(at, now).TotalSeconds);
            var granted = Math.Min(wanted, (int)left);
            _buckets[rollout] = (left - granted, now);
            return granted;
        }
    }
}

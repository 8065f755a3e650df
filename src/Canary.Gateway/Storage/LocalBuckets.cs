namespace Canary.Gateway.Storage;

/// <summary>Shares of a second's limit where one gateway is alone with its store.</summary>
/// <remarks>Algorithm: token bucket and sliding log, as in <see cref="RedisLedger"/>. Safe for concurrent use; as many entries as rollouts with a limit since the start.</remarks>
internal sealed class LocalBuckets(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>As many as are wanted and left.</summary>
    /// <param name="rollout">Whose limit.</param>
    /// <param name="perSecond">The limit.</param>
    /// <param name="pace">How many a second in the long run, at most the limit.</param>
    /// <param name="wanted">How many are wanted.</param>
    public int Take(string rollout, int perSecond, int pace, int wanted)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_buckets.TryGetValue(rollout, out var bucket))
            {
                _buckets[rollout] = bucket = new Bucket { At = now };
            }

            return bucket.Take(perSecond, pace, wanted, now, time);
        }
    }

    private sealed class Bucket
    {
        private readonly Queue<(long At, int Count)> _grants = [];
        private double _left;
        private int _used;

        public long At { get; set; }

        public int Take(int perSecond, int pace, int wanted, long now, TimeProvider time)
        {
            while (_grants.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At, now) >= TimeSpan.FromSeconds(1))
            {
                _used -= _grants.Dequeue().Count;
            }

            _left = Math.Min(Math.Max(1, perSecond / 10d), _left + pace * time.GetElapsedTime(At, now).TotalSeconds);
            At = now;
            var granted = Math.Max(0, Math.Min(Math.Min(wanted, (int)_left), perSecond - _used));
            if (granted > 0)
            {
                _grants.Enqueue((now, granted));
                (_left, _used) = (_left - granted, _used + granted);
            }

            return granted;
        }
    }
}

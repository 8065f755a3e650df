namespace Canary.Gateway.Telemetry.Sampling;

/// <summary>The traffic of one variant, interval by interval; without memory while there is none. Used under the sampler's lock.</summary>
/// <param name="metrics">The variant's counters.</param>
internal sealed class VariantSamples(VariantMetrics metrics)
{
    private readonly long[] _buckets = new long[DurationBuckets.Count];
    private TrafficPoint[]? _points;
    private long _idleSince = -1;
    private (long Started, VariantOutcomes Outcomes) _last;

    /// <summary>The service's name.</summary>
    public string Service => metrics.Service;

    /// <summary>The variant's name.</summary>
    public string Variant => metrics.Variant;

    /// <summary>Reads the counters: what they rose by since the last time is this interval's traffic.</summary>
    /// <param name="interval">The number of the interval, one more than the last time.</param>
    public void Take(long interval)
    {
        var started = metrics.Started;
        var outcomes = metrics.ReadOutcomes(metrics.ErrorCodes);
        var point = new TrafficPoint(0, 0, 0);
        if (started != _last.Started || outcomes.Requests != _last.Outcomes.Requests)
        {
            var since = outcomes - _last.Outcomes;
            var (p50, p99) = TakeDurations();
            point = new TrafficPoint(started - _last.Started, since.Requests, Math.Max(0, since.Errors), p50, p99);
            _points ??= New();
            _idleSince = interval + 1;
        }
        else if (interval - _idleSince >= TrafficSampler.Kept)
        {
            _points = null;
        }

        _last = (started, outcomes);
        if (_points is not null)
        {
            _points[interval % TrafficSampler.Kept] = point;
        }
    }

    /// <summary>The traffic of an interval that is still kept.</summary>
    public TrafficPoint At(long interval) => _points is null ? new TrafficPoint(0, 0, 0) : _points[interval % TrafficSampler.Kept];

    /// <summary>The traffic of several in a row.</summary>
    public TrafficPoint Sum(long first, long last)
    {
        var sum = new TrafficPoint(0, 0, 0);
        for (var interval = first; _points is not null && interval <= last; interval++)
        {
            sum += At(interval);
        }

        return sum;
    }

    private static TrafficPoint[] New()
    {
        var points = new TrafficPoint[TrafficSampler.Kept];
        Array.Fill(points, new TrafficPoint(0, 0, 0));
        return points;
    }

    private (float P50, float P99) TakeDurations()
    {
        Span<long> now = stackalloc long[DurationBuckets.Count];
        metrics.ReadDurations(now);
        for (var bucket = 0; bucket < now.Length; bucket++)
        {
            (now[bucket], _buckets[bucket]) = (now[bucket] - _buckets[bucket], now[bucket]);
        }

        return (DurationQuantile.Of(now, 0.5), DurationQuantile.Of(now, 0.99));
    }
}

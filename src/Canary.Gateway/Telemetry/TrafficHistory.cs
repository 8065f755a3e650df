namespace Canary.Gateway.Telemetry;

/// <summary>Remembers what the counters of all variants said in the last ten minutes, so that the traffic of now can be told from that of days.</summary>
/// <remarks>
/// Counters are read beside the traffic, every two minutes and when somebody asks; a request pays nothing. Marks are immutable and
/// replaced as a whole under a lock; readers take the ones that are there. Memory: about 200 bytes for each mark of a variant with traffic.
/// </remarks>
/// <param name="traffic">The counters.</param>
/// <param name="time">The clock.</param>
internal sealed class TrafficHistory(TrafficMetrics traffic, TimeProvider time) : IAsyncDisposable
{
    /// <summary>From one mark to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    // So the oldest is eight to ten minutes old.
    private const int Kept = 5;

    private readonly Lock _marking = new();
    private Mark[] _marks = [new Mark(time.GetTimestamp(), [])];
    private ITimer? _timer;

    /// <summary>Begins.</summary>
    public void Start() => _timer = time.CreateTimer(_ => Remember(), null, Interval, Interval);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Reads the counters of all variants, and forgets those of ten minutes ago.</summary>
    internal void Remember()
    {
        lock (_marking)
        {
            var latest = _marks[^1].Counts;
            var counts = traffic.Variants.ToDictionary(v => v, v => VariantCounts.Read(v, latest.GetValueOrDefault(v, VariantCounts.Zero)));
            Volatile.Write(ref _marks, [.. _marks.TakeLast(Kept - 1), new Mark(time.GetTimestamp(), counts)]);
        }
    }

    /// <summary>The traffic of a service at this gateway: from the oldest mark that knows it until now.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="baseline">The name of its baseline.</param>
    public RecentTraffic Of(string service, string baseline)
    {
        VariantMetrics[] variants = [.. traffic.Variants.Where(v => v.Service == service)];
        var marks = Volatile.Read(ref _marks);

        // Counters that no mark knows were made after the latest one, at zero.
        var from = marks.FirstOrDefault(mark => variants.Any(mark.Counts.ContainsKey)) ?? marks[^1];
        var (drawn, ofBaseline) = (0L, VariantCounts.Zero);
        foreach (var variant in variants)
        {
            var since = VariantCounts.Read(variant, VariantCounts.Zero) - from.Counts.GetValueOrDefault(variant, VariantCounts.Zero);
            drawn += since.Drawn;
            ofBaseline = variant.Variant == baseline ? since : ofBaseline;
        }

        return new RecentTraffic(time.GetElapsedTime(from.At), drawn, ofBaseline);
    }

    private sealed record Mark(long At, Dictionary<VariantMetrics, VariantCounts> Counts);
}

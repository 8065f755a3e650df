using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Notifications;

/// <summary>Counts what became of attempts to tell sinks. Series of every sink begin at zero, and go with it.</summary>
internal sealed class NotificationMetrics
{
    private static readonly string[] Results = [.. Enum.GetValues<NotificationResult>().Select(result => result.ToString().ToLowerInvariant())];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long[]> _sinks = new(StringComparer.Ordinal);

    public NotificationMetrics() => Families =
    [
        new("canary_notifications_total", MetricType.Counter, "Attempts of this gateway to tell a sink of an event, by result: delivered, failed and to be tried again, or given up.",
            ["sink", "result"], Read),
    ];

    /// <summary>All values as metric families.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>These are the sinks; series of others go away.</summary>
    public void Known(IReadOnlyCollection<string> sinks)
    {
        lock (_lock)
        {
            foreach (var gone in _sinks.Keys.Except(sinks).ToList())
            {
                _sinks.Remove(gone);
            }

            foreach (var sink in sinks)
            {
                _sinks.TryAdd(sink, new long[Results.Length]);
            }
        }
    }

    /// <summary>A sink was told, or not.</summary>
    public void Told(string sink, NotificationResult result)
    {
        lock (_lock)
        {
            if (_sinks.TryGetValue(sink, out var counts))
            {
                counts[(int)result]++;
            }
        }
    }

    private IEnumerable<Sample> Read()
    {
        lock (_lock)
        {
            return [.. _sinks.SelectMany(sink => Results.Select((result, i) => new Sample(sink.Value[i], sink.Key, result)))];
        }
    }
}

/// <summary>What became of an attempt to tell a sink.</summary>
internal enum NotificationResult
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It is tried again.</summary>
    Failed,

    /// <summary>It was given up.</summary>
    Dead,
}

using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>How many connections are open, and what was turned away because a limit of the whole gateway was reached. Methods are named by event.</summary>
/// <remarks>Written by connections and refused requests, read by scrapes. Requests that are admitted write nothing here.</remarks>
internal sealed class ShedTraffic
{
    private long _connections;
    private long _refusedConnections;
    private long _refusedRequests;
    private long _resettingConnections;

    /// <summary>Nothing is open, and nothing was turned away.</summary>
    public ShedTraffic() => Families =
    [
        MetricFamily.Single("canary_connections", MetricType.UpDown, "Connections of clients that are open at the proxy listeners.", () => Connections),
        new("canary_shed_total", MetricType.Counter,
            "What a limit of the whole gateway turned away: connections and requests that were too many, connections that took back too many requests.",
            ["reason"],
            () =>
            [
                new Sample(Volatile.Read(ref _refusedConnections), "connections"),
                new Sample(Volatile.Read(ref _refusedRequests), "requests"),
                new Sample(Volatile.Read(ref _resettingConnections), "resets"),
            ]),
    ];

    /// <summary>All values as metric families.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>Connections that are open.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>A client connected.</summary>
    /// <returns>How many are open with it.</returns>
    public long ConnectionOpened() => Interlocked.Increment(ref _connections);

    /// <summary>A connection is over.</summary>
    public void ConnectionClosed() => Interlocked.Decrement(ref _connections);

    /// <summary>A connection was one too many.</summary>
    public void ConnectionRefused() => Interlocked.Increment(ref _refusedConnections);

    /// <summary>A request was one too many.</summary>
    public void RequestRefused() => Interlocked.Increment(ref _refusedRequests);

    /// <summary>A connection was ended, as it took back too many requests.</summary>
    public void ResettingConnectionEnded() => Interlocked.Increment(ref _resettingConnections);
}

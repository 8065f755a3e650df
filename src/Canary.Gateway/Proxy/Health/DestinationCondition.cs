namespace Canary.Gateway.Proxy.Health;

/// <summary>How a destination is, as this gateway sees it.</summary>
internal enum DestinationCondition
{
    /// <summary>It gets requests.</summary>
    Healthy,

    /// <summary>It gets requests, although no probe has told yet how it is.</summary>
    Unknown,

    /// <summary>It gets none for a while, as too many requests failed there.</summary>
    Ejected,

    /// <summary>It gets none, as its probes fail.</summary>
    Unhealthy,
}

namespace Canary.Gateway.Telemetry;

/// <summary>The formats in which metrics are exposed.</summary>
internal enum ExpositionFormat
{
    /// <summary>Prometheus text, version 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics, version 1.0.0.</summary>
    OpenMetrics,
}

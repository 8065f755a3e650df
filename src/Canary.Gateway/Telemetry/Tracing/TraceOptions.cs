namespace Canary.Gateway.Telemetry.Tracing;

/// <summary>Export of traces to an OpenTelemetry collector: the settings under <c>Canary:Traces</c>. Off without an endpoint.</summary>
internal sealed class TraceOptions
{
    /// <summary>The collector, as <c>http://collector:4317</c> for gRPC; over HTTP the path <c>/v1/traces</c> is added where there is none. Default none: no traces.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How spans travel. Default <see cref="TraceProtocol.Grpc"/>.</summary>
    public TraceProtocol Protocol { get; set; } = TraceProtocol.Grpc;

    /// <summary>Headers for the collector, as <c>name=value,other=value</c>; values may be secrets. Default none.</summary>
    public string? Headers { get; set; }

    /// <summary>The share of traces that begin here which are recorded. 0 to 1, default 1. Where a trusted peer began the trace, its decision holds.</summary>
    public double SampleRatio { get; set; } = 1;
}

/// <summary>How spans travel to the collector.</summary>
internal enum TraceProtocol
{
    /// <summary>OTLP over gRPC, by custom on port 4317.</summary>
    Grpc,

    /// <summary>OTLP as protocol buffers over HTTP/1.1, by custom on port 4318.</summary>
    Http,
}

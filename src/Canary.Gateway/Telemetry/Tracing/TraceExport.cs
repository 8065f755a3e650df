using System.Diagnostics;
using Canary.Gateway.Control;
using Canary.Gateway.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Canary.Gateway.Telemetry.Tracing;

/// <summary>Sends the gateway's spans to a collector, in batches on a thread of its own. What the collector does not take is dropped; nothing waits for it.</summary>
internal sealed class TraceExport : IDisposable
{
    /// <summary>The name of the source, which collectors show as the instrumentation scope.</summary>
    public const string SourceName = "Canary.Gateway";

    private const int MaxQueuedSpans = 8_192;
    private const int BatchMilliseconds = 1_000;
    private const int TimeoutMilliseconds = 10_000;

    private readonly TracerProvider _provider;

    private TraceExport(TraceOptions options, InstanceOptions instance, ILoggerFactory loggers)
    {
        Source = new ActivitySource(SourceName, GatewayVersion.Current);
        var exporter = new ReportedOtlpExporter(ExporterOptions(options), loggers.CreateLogger<ReportedOtlpExporter>());
        _provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(SourceName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.SampleRatio)))
            .ConfigureResource(resource => resource
                .AddService("canary-gateway", serviceVersion: GatewayVersion.Current, serviceInstanceId: instance.Id)
                .AddEnvironmentVariableDetector())
            .AddProcessor(new BatchActivityExportProcessor(exporter, MaxQueuedSpans, BatchMilliseconds, TimeoutMilliseconds))
            .Build();
    }

    /// <summary>Where spans begin.</summary>
    public ActivitySource Source { get; }

    /// <summary>Starts the export; null where no endpoint is set.</summary>
    /// <param name="options">Valid settings.</param>
    /// <param name="instance">How the gateway names itself.</param>
    /// <param name="loggers">Where it is said that the collector takes nothing.</param>
    public static TraceExport? Start(TraceOptions options, InstanceOptions instance, ILoggerFactory loggers) =>
        string.IsNullOrEmpty(options.Endpoint) ? null : new TraceExport(options, instance, loggers);

    /// <summary>Sends what waits, for five seconds at most, and ends.</summary>
    public void Dispose()
    {
        _provider.Dispose();
        Source.Dispose();
    }

    private static OtlpExporterOptions ExporterOptions(TraceOptions options)
    {
        var endpoint = new Uri(options.Endpoint!);
        if (options.Protocol == TraceProtocol.Http && endpoint.AbsolutePath == "/")
        {
            endpoint = new Uri(endpoint, "/v1/traces");
        }

        var exporter = new OtlpExporterOptions
        {
            Endpoint = endpoint,
            Protocol = options.Protocol == TraceProtocol.Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            TimeoutMilliseconds = TimeoutMilliseconds,
        };
        if (!string.IsNullOrEmpty(options.Headers))
        {
            exporter.Headers = options.Headers;
        }

        return exporter;
    }
}

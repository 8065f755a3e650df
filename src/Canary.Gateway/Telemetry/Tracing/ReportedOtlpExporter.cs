using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Canary.Gateway.Telemetry.Tracing;

/// <summary>OpenTelemetry's exporter, which is silent where the collector takes nothing; this one says it, once each time that it begins and ends.</summary>
internal sealed partial class ReportedOtlpExporter(OtlpExporterOptions options, ILogger<ReportedOtlpExporter> logger) : OtlpTraceExporter(options)
{
    // Only the batch thread exports.
    private readonly string _endpoint = options.Endpoint.GetLeftPart(UriPartial.Path);
    private bool _failing;

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var result = base.Export(activityBatch);
        var failed = result == ExportResult.Failure;
        if (failed != _failing)
        {
            _failing = failed;
            if (failed)
            {
                Log.Failing(logger, _endpoint);
            }
            else
            {
                Log.Recovered(logger, _endpoint);
            }
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(1560, LogLevel.Warning, "The collector at {Endpoint} does not take spans; they are dropped until it does")]
        public static partial void Failing(ILogger logger, string endpoint);

        [LoggerMessage(1561, LogLevel.Information, "The collector at {Endpoint} takes spans again")]
        public static partial void Recovered(ILogger logger, string endpoint);
    }
}

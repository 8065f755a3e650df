using Canary.Gateway.Hosting;

namespace Canary.Gateway.Telemetry;

/// <summary>Serves <c>GET /metrics</c>.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Serves the gateway's metrics: traffic, its own state, the process and the runtime.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, GatewayServices services) =>
        endpoints.MapMetrics([.. services.Metrics.Families, .. services.Control.Families, .. services.DiscoveryFamilies, .. TrafficFamilies.Of(services.Traffic), .. services.Mirrors.Families, .. services.Served.Families, .. services.Shed.Families, .. ProcessFamilies.Create()]);

    /// <summary>Serves these families.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints, IReadOnlyList<MetricFamily> families) =>
        endpoints.MapGet("/metrics", context => WriteAsync(context, families)).WithDisplayName("metrics");

    private static async Task WriteAsync(HttpContext context, IReadOnlyList<MetricFamily> families)
    {
        var format = AcceptedFormat.Choose(context.Request.Headers.Accept);
        context.Response.ContentType = AcceptedFormat.ContentTypeOf(format);
        context.Response.Headers.Vary = "Accept";
        using var writer = new ExpositionWriter(context.Response.BodyWriter, format);
        await writer.WriteAsync(families, context.RequestAborted).ConfigureAwait(false);
    }
}

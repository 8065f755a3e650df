using System.Text.Json;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Mirroring;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>What comparing answers to mirrored requests found.</summary>
internal static class ComparisonEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapComparison(this IEndpointRouteBuilder api) =>
        api.MapGet("/services/{name}/comparison", Get)
            .Reads(AdminRole.Viewer, "comparison.read")
            .Described(new ApiDoc("Tells how answers to copies of requests differ from those to the requests themselves, as this gateway saw it.")
            {
                Description = "Counted since the gateway began to mirror. Other gateways have their own.",
                Answer = "Comparison",
                Problems = [404],
            });

    private static IResult Get(GatewayServices services, string name) =>
        !services.Snapshots.Current.Services.ContainsKey(name) ? Problems.ServiceNotFound(name)
        : services.Mirrors.Named(name) is not { } mirror ? Problems.NotMirrored(name)
        : JsonAnswer.Written(StatusCodes.Status200OK, writer => Write(writer, mirror.State));

    private static void Write(Utf8JsonWriter writer, MirrorState state)
    {
        writer.WriteStartObject();
        writer.WriteString("service", state.Metrics.Service);
        writer.WriteString("variant", state.Metrics.Variant);
        WriteCounts(writer, "mirrored", state.Metrics.Mirrored());
        writer.WriteNumber("pending", state.Pending);
        WriteCounts(writer, "compared", state.Metrics.Compared());
        writer.WriteStartArray("noise");
        foreach (var place in state.Journal.Noise)
        {
            writer.WriteStringValue(place);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("differences");
        foreach (var found in state.Journal.Found)
        {
            WriteFound(writer, found);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteFound(Utf8JsonWriter writer, FoundDifference found)
    {
        writer.WriteStartObject();
        writer.WriteString("at", found.At.UtcDateTime);
        writer.WriteString("method", found.Method);
        writer.WriteStartArray("places");
        foreach (var difference in found.Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("place", difference.Place);
            writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(difference.Kind.ToString()));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, string name, IEnumerable<(string Result, long Count)> counts)
    {
        writer.WriteStartObject(name);
        foreach (var (result, count) in counts)
        {
            writer.WriteNumber(result, count);
        }

        writer.WriteEndObject();
    }
}

using System.Globalization;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Console;

/// <summary>The traffic of one service in the last quarter of an hour, for graphs.</summary>
internal static class TrafficEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapTraffic(this IEndpointRouteBuilder api) =>
        api.MapGet("/services/{name}/traffic", Get)
            .Reads(AdminRole.Viewer, "traffic.read")
            .Described(new ApiDoc("A service's traffic in the last 15 minutes: rates, errors and durations by variant, how often rules decide, and evidence.")
            {
                Description = "Answered from memory, so that it can be asked every few seconds; nothing of it outlives the gateway. Numbers of longer times are in /metrics.",
                Answer = "Traffic",
                Parameters = ["since"],
                Problems = [400, 404],
            });

    private static IResult Get(HttpContext context, GatewayServices services, FleetView fleet, string name)
    {
        var given = context.Request.Query["since"];
        var since = DateTimeOffset.MinValue;
        if (given.Count > 0 && !DateTimeOffset.TryParse(given.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
        {
            return Problems.InvalidParameter("since", $"must be a time as 2026-01-31T12:00:00Z, but is '{given}'.");
        }

        return services.Snapshots.Current.Services.Find(name) is { } service
            ? new PackedJson(writer => new TrafficWriter(writer, services, service, fleet.Current.ScopeOfOwn, since).Write())
            : Problems.ServiceNotFound(name);
    }
}

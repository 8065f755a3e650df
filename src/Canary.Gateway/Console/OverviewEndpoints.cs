using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Console;

/// <summary>All services at a glance, in one call that asks neither store nor other gateways.</summary>
internal static class OverviewEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapOverview(this IEndpointRouteBuilder api) =>
        api.MapGet("/overview", Get)
            .Reads(AdminRole.Viewer, "overview")
            .Described(new ApiDoc("All services at a glance: what is wanted, what is in force and what is observed, with rates.")
            {
                Description = "Answered from memory, so that it can be asked every other second.",
                Answer = "Overview",
            });

    private static PackedJson Get(GatewayServices services, FleetView fleet) =>
        new PackedJson(writer => new OverviewWriter(writer, services, fleet.Current).Write());
}

using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Console;
using Canary.Gateway.Hosting;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>The table of contents of the admin listener.</summary>
internal static class AdminApi
{
    /// <summary>Maps every endpoint.</summary>
    public static void MapAdminApi(this IEndpointRouteBuilder app, GatewayServices services)
    {
        var api = app.MapGroup("/api/v1");
        api.MapServices();
        api.MapDestinations();
        api.MapWeights();
        api.MapExplain();
        api.MapComparison();
        api.MapRollback();
        api.MapTesters();
        api.MapRollouts();
        api.MapPlanner();
        api.MapReleases();
        api.MapSinks();
        api.MapDeliveries();
        api.MapHistory();
        api.MapAudit();
        api.MapCaller();
        api.MapInstances();
        api.MapEvents();
        api.MapStore();
        api.MapBackup();
        api.MapOverview();
        api.MapTraffic();

        app.MapHealth();
        app.MapLinks();
        app.MapConsole();
        app.MapMetrics(services).Reads(AdminRole.Viewer, "metrics");
        app.MapApiDescription();
    }
}

using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>The gateways that are alive, and how far each is behind the store.</summary>
internal static class InstanceEndpoints
{
    // Gateways announce themselves every few seconds; who was not heard for this long is taken for gone.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    /// <summary>Maps the endpoint.</summary>
    public static void MapInstances(this IEndpointRouteBuilder api) =>
        api.MapGet("/instances", GetAsync)
            .Reads(AdminRole.Viewer, "instance.list")
            .Described(new ApiDoc("Lists the gateways that are alive, and how far each is behind the store.")
            {
                Answer = "Instances",
                Problems = [503],
            });

    private static async Task<IResult> GetAsync(HttpContext context, GatewayServices services)
    {
        var instances = await services.Store.ReadInstancesAsync(MaxAge, context.RequestAborted);
        var newest = Math.Max(services.Snapshots.StoreRevision, instances.Select(instance => instance.AppliedRevision).DefaultIfEmpty().Max());
        var leader = instances.Select(instance => instance.LeaseToken).DefaultIfEmpty().Max();
        return JsonAnswer.Ok(instances.Select(instance => new InstanceItem(
            instance.Id, instance.Version, instance.AppliedRevision, newest - instance.AppliedRevision,
            instance.StartedAt.UtcDateTime, instance.SeenAt.UtcDateTime,
            Leads: leader > 0 && instance.LeaseToken == leader)));
    }

    private sealed record InstanceItem(string Id, string Version, long AppliedRevision, long Lag, DateTime StartedAt, DateTime SeenAt, bool Leads);
}

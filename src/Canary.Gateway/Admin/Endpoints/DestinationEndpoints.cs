using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Health;
using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>The destinations of a service and how they are, as this gateway sees them.</summary>
internal static class DestinationEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapDestinations(this IEndpointRouteBuilder api) =>
        api.MapGet("/services/{name}/destinations", Get)
            .Reads(AdminRole.Viewer, "destination.list")
            .Described(new ApiDoc("Lists a service's destinations, and how each is.")
            {
                Description = "This gateway's view: every gateway probes and judges destinations by itself.",
                Answer = "Destinations",
                Problems = [404],
            });

    private static IResult Get(GatewayServices services, string name) =>
        services.Served.Of(name) is { Count: > 0 } variants
            ? JsonAnswer.Ok(new View(services.Instance.Id, [.. variants.Select(VariantItem.Of)]))
            : Problems.ServiceNotFound(name);

    private sealed record View(string Instance, IReadOnlyList<VariantItem> Variants);

    private sealed record VariantItem(string Name, long Ejections, IReadOnlyList<DestinationItem> Destinations)
    {
        public static VariantItem Of(RoutedVariant variant) => new(variant.Name, variant.Metrics.Ejections, [.. variant.Health.Destinations.Select(DestinationItem.Of)]);
    }

    private sealed record DestinationItem(string Address, int Weight, string Health, int InFlight, DateTime Since)
    {
        public static DestinationItem Of(BalancedDestination destination) => new(
            destination.Address, destination.Weight, destination.Condition.Name(), destination.InFlight, destination.Since.UtcDateTime);
    }
}

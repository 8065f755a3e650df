using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Weights alone: what operators change while traffic flows.</summary>
internal static class WeightEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapWeights(this IEndpointRouteBuilder api) =>
        api.MapPut("/services/{name}/weights", PutAsync)
            .Changes(AdminRole.Operator, "weights")
            .Described(new ApiDoc("Changes weights.")
            {
                Description = "Variants left out keep their weight, and the baseline takes what remains; where the baseline is named too, the sum must be 100.",
                Body = "Weights",
                Answer = "StoredService",
                Parameters = ["If-Match"],
                Problems = [404, 409, 412],
            });

    private static async Task<IResult> PutAsync(HttpContext context, GatewayServices services, string name)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, weights => weights.Element.Clone());
        return problem ?? await ServiceWrites.ChangeAsync(context, services, name, service => Named(WeightChange.Apply(service, body)));
    }

    // What is wrong with the weights as a whole is said of them by name: the body has no field that it could be said of.
    private static DocumentResult<ServiceConfig> Named(DocumentResult<ServiceConfig> changed) => changed.IsValid
        ? changed
        : DocumentResult<ServiceConfig>.Invalid([.. changed.Errors.Select(error => error.Path.Length == 0 ? error with { Path = "weights" } : error)]);
}

using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>The emergency brake: the baseline for everyone, at once.</summary>
internal static class RollbackEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapRollback(this IEndpointRouteBuilder api) =>
        api.MapPost("/services/{name}/rollback", PostAsync)
            .Changes(AdminRole.Operator, "rollback")
            .Described(new ApiDoc("Takes every variant but the baseline out of traffic, at once.")
            {
                Description = "The baseline gets everyone, whatever rules and sticky keys say, until weights are written again.",
                Body = "Empty",
                IsBodyOptional = true,
                Answer = "StoredService",
                Parameters = ["If-Match"],
                Problems = [404, 412],
            });

    // Nothing needs to be said, so that the call is short in an emergency; what is said must be an empty object.
    private static async Task<IResult> PostAsync(HttpContext context, GatewayServices services, string name)
    {
        if (JsonBody.IsGiven(context.Request))
        {
            var (_, problem) = await JsonBody.ReadAsync(context, body => body.Fields());
            if (problem is not null)
            {
                return problem;
            }
        }

        return await ServiceWrites.ChangeAsync(context, services, name, service => DocumentResult<ServiceConfig>.Valid(ServiceChanges.RollBack(service)));
    }
}

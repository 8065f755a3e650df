using Canary.Core.Selection;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Explain;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Which variant a described request would get, and why: of the service as it is served, or of a draft of it.</summary>
internal static class ExplainEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapExplain(this IEndpointRouteBuilder api) =>
        api.MapPost("/services/{name}/explain", PostAsync)
            .Reads(AdminRole.Viewer, "explain")
            .Described(new ApiDoc("Tells which variant a request would get, and why.")
            {
                Description = "The same request gets the same answer: chance has a fixed seed here. With a draft, the service need not exist.",
                Body = "Described",
                Answer = "Explanation",
                Problems = [404],
            });

    private static async Task<IResult> PostAsync(HttpContext context, GatewayServices services, string name)
    {
        var (asked, problem) = await JsonBody.ReadAsync(context, body => ExplainRequest.Read(body, name));
        if (problem is not null)
        {
            return problem;
        }

        var service = asked!.Draft is not null
            ? ServiceSnapshot.Create(asked.Draft, revision: 0)
            : services.Snapshots.Current.Services.GetValueOrDefault(name);
        return service is null ? Problems.ServiceNotFound(name) : JsonAnswer.Ok(Explanation.Of(service, asked.Request, DescribedChoice.Of(service, asked.Request, services), services.Time));
    }
}

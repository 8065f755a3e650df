using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Who the caller is to the gateway.</summary>
internal static class CallerEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapCaller(this IEndpointRouteBuilder api) =>
        api.MapGet("/caller", Get)
            .Reads(AdminRole.Viewer, "caller.read")
            .Described(new ApiDoc("Who the caller is: the name that history and audit have, the role, and what showed it.") { Answer = "Caller" });

    private static IResult Get(HttpContext context)
    {
        var caller = Caller.Of(context)!;
        return JsonAnswer.Ok(new { caller.Name, Role = RoleNames.Of(caller.Role!.Value), KnownBy = caller.KnownBy.ToString().ToLowerInvariant() });
    }
}

using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Whether the process lives, and whether it wants traffic. The only answers without credentials.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/livez", Methods, () => JsonAnswer.Ok(new Health("alive", [], [])))
            .IsPublic("livez")
            .Described(new ApiDoc("Whether the process lives.") { Answer = "Health" });
        app.MapMethods("/readyz", Methods, GetReady)
            .IsPublic("readyz")
            .Described(new ApiDoc("Whether the gateway wants traffic, and why not.") { Answer = "Health", Problems = [503] });
    }

    private static IResult GetReady(GatewayServices services)
    {
        var readiness = Readiness.Of(services);
        return readiness.IsReady
            ? JsonAnswer.Ok(new Health("ready", [], readiness.Warnings))
            : JsonAnswer.Answer(StatusCodes.Status503ServiceUnavailable, new Health("notReady", readiness.Reasons, readiness.Warnings));
    }

    private sealed record Health(string Status, IReadOnlyList<string> Reasons, IReadOnlyList<string> Warnings);
}

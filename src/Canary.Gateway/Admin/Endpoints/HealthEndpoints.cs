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
        app.MapMethods("/livez", Methods, () => JsonAnswer.Ok(new Health("alive", [])))
            .IsPublic("livez")
            .Described(new ApiDoc("Whether the process lives.") { Answer = "Health" });
        app.MapMethods("/readyz", Methods, GetReady)
            .IsPublic("readyz")
            .Described(new ApiDoc("Whether the gateway wants traffic.") { Answer = "Health", Problems = [503] });
    }

    // A store that is down does not make a gateway unready: it serves its last good snapshot, and taking all gateways out would be the outage.
    private static IResult GetReady(GatewayServices services)
    {
        var reasons = new List<string>();
        if (services.Lifecycle.IsDraining)
        {
            reasons.Add("draining: the gateway is stopping");
        }

        if (!services.Lifecycle.IsServing)
        {
            reasons.Add("not serving: the proxy does not listen yet");
        }

        if (!services.Snapshots.IsLoaded)
        {
            reasons.Add("no snapshot: nothing was loaded yet, from the store or from the last good copy");
        }

        return reasons.Count == 0
            ? JsonAnswer.Ok(new Health("ready", []))
            : JsonAnswer.Answer(StatusCodes.Status503ServiceUnavailable, new Health("notReady", reasons));
    }

    private sealed record Health(string Status, IReadOnlyList<string> Reasons);
}

using Canary.Core.Analysis.Planning;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Admin.Planning;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>What a plan of a rollout would find on the service's traffic, before anybody starts it.</summary>
internal static class PlanEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapPlanner(this IEndpointRouteBuilder api) =>
        api.MapPost("/services/{name}/rollout/plan", PostAsync)
            .Reads(AdminRole.Viewer, "rollout.plan")
            .Described(new ApiDoc("Tells how many requests and how long each step of a plan takes to find a bad canary.")
            {
                Description = "Changes nothing. The traffic is what this gateway measured in the last minutes, times the gateways that are alive, unless the body says it.",
                Body = "PlanRequest",
                Answer = "Forecast",
                Problems = [404],
            });

    private static async Task<IResult> PostAsync(HttpContext context, GatewayServices services, string name)
    {
        var (body, unreadable) = await JsonBody.ReadAsync(context);
        if (unreadable is not null)
        {
            return unreadable;
        }

        if (services.Snapshots.Current.Services.GetValueOrDefault(name)?.Config is not { } service)
        {
            return Problems.ServiceNotFound(name);
        }

        var asked = PlanRequest.Read(body, service);
        if (!asked.IsValid)
        {
            return Problems.InvalidBody(asked.Errors);
        }

        var basis = await TrafficBasis.ReadAsync(services, service, asked.Value.Traffic, context.RequestAborted);
        var forecast = RolloutPlanner.Forecast(asked.Value.Plan, service, basis.Traffic);
        return JsonAnswer.Written(StatusCodes.Status200OK, writer => ForecastJson.Write(writer, forecast, basis.Sentence));
    }
}

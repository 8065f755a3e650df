using Canary.Core.Rollouts;
using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Rollouts of a service: start one, look at it, act on it.</summary>
internal static class RolloutEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapRollouts(this IEndpointRouteBuilder api)
    {
        api.MapGet("/services/{name}/rollout", GetAsync)
            .Reads(AdminRole.Viewer, "rollout.read")
            .Described(new ApiDoc("Reads the active or last rollout: its plan, where it stands, and what it waits for.")
            {
                Answer = "Rollout",
                Problems = [404],
            });
        api.MapPost("/services/{name}/rollout", StartAsync)
            .Changes(AdminRole.Operator, RolloutEvents.Started)
            .Described(new ApiDoc("Starts a rollout: its first step is in force at once.")
            {
                Body = "RolloutPlan",
                Answer = "Rollout",
                Success = [201],
                Parameters = ["If-Match", "replace"],
                Problems = [404, 409, 412],
            });
        MapAction(api, "pause", RolloutEvents.Paused, RolloutRequestKind.Pause, "Keeps the rollout where it is.");
        MapAction(api, "resume", RolloutEvents.Resumed, RolloutRequestKind.Resume, "Lets a paused rollout go on, in its current step, whose time begins anew.");
        MapAction(api, "abort", RolloutEvents.Aborted, RolloutRequestKind.Abort, "Ends the rollout and puts back the weights from before it.");
        api.MapPost("/services/{name}/rollout/promote", (HttpContext context, GatewayServices services, string name) => PromoteAsync(context, services, name))
            .Changes(AdminRole.Operator, "rollout.promote")
            .Described(Action("Ends the current step's wait, or with full=true goes to the last weight at once.") with { Parameters = ["If-Match", "full"] });
        api.MapPost("/services/{name}/rollout/approve", (HttpContext context, GatewayServices services, string name) =>
                RolloutCalls.RunAsync(context, services, name, (condition, origin) => services.Control.Rollouts.ApproveAsync(name, condition, origin, context.RequestAborted)))
            .Changes(AdminRole.Operator, RolloutEvents.Approved)
            .Described(Action("Says yes to the current step's gate; what else the step waits for still holds."));
        api.MapPost("/services/{name}/rollout/retry", (HttpContext context, GatewayServices services, string name) =>
                RolloutCalls.RunAsync(context, services, name, (condition, origin) => services.Control.Rollouts.RetryAsync(name, condition, origin, context.RequestAborted)))
            .Changes(AdminRole.Operator, "rollout.retry")
            .Described(Action("Runs the plan of a rollout that was rolled back or aborted once more, from its first step."));
        api.MapPost("/services/{name}/rollout/verdict", JudgeAsync)
            .Changes(AdminRole.Operator, RolloutEvents.Judged)
            .Described(Action("Gives a verdict on the current step, from outside.") with { Body = "Verdict", IsBodyOptional = false });
    }

    private static void MapAction(IEndpointRouteBuilder api, string path, string action, RolloutRequestKind kind, string summary) =>
        api.MapPost($"/services/{{name}}/rollout/{path}", (HttpContext context, GatewayServices services, string name) =>
                RolloutCalls.RunAsync(context, services, name, (condition, origin) => services.Control.Rollouts.ActAsync(name, kind, condition, origin, context.RequestAborted)))
            .Changes(AdminRole.Operator, action)
            .Described(Action(summary));

    private static ApiDoc Action(string summary) => new(summary)
    {
        Body = "Empty",
        IsBodyOptional = true,
        Answer = "Rollout",
        Parameters = ["If-Match"],
        Problems = [404, 409, 412],
    };

    private static async Task<IResult> GetAsync(HttpContext context, GatewayServices services, string name)
    {
        if (!services.Snapshots.Current.Services.TryGetValue(name, out var service))
        {
            return Problems.ServiceNotFound(name);
        }

        if (service.State.Rollout is not { } rollout)
        {
            return Problems.NoRollout(name);
        }

        var judgement = rollout.Plan.Analysis is null ? null : await ReadJudgementAsync(services, rollout, context.RequestAborted);
        return new RolloutAnswerResult(name, rollout, service.Revision, services.Control.Leadership.Clock.Now, judgement);
    }

    // Where the rollout stands is known without the store; what its checks say is left out while that is away.
    private static async Task<string?> ReadJudgementAsync(GatewayServices services, Rollout rollout, CancellationToken cancellation)
    {
        try
        {
            return await services.Store.ReadJudgementAsync(rollout.State.Id, cancellation);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static async Task<IResult> StartAsync(HttpContext context, GatewayServices services, string name)
    {
        var replaces = QueryFlag.Read(context.Request, "replace", out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var (body, unreadable) = await JsonBody.ReadAsync(context);
        return unreadable ?? await RolloutCalls.WriteAsync(context, services, name, created: true, (condition, origin) =>
            services.Control.Rollouts.StartAsync(name, service => RolloutDocument.ReadPlan(body, service), replaces, condition, origin, context.RequestAborted));
    }

    private static async Task<IResult> PromoteAsync(HttpContext context, GatewayServices services, string name)
    {
        var full = QueryFlag.Read(context.Request, "full", out var problem);
        return problem ?? await RolloutCalls.RunAsync(context, services, name, (condition, origin) =>
            services.Control.Rollouts.ActAsync(name, full ? RolloutRequestKind.PromoteFully : RolloutRequestKind.Promote, condition, origin, context.RequestAborted));
    }

    private static async Task<IResult> JudgeAsync(HttpContext context, GatewayServices services, string name)
    {
        var (verdict, problem) = await JsonBody.ReadAsync(context, ReadVerdict);
        return problem ?? await RolloutCalls.WriteAsync(context, services, name, created: false, (condition, origin) =>
            services.Control.Rollouts.JudgeAsync(name, verdict!, condition, origin, context.RequestAborted));
    }

    private static Verdict ReadVerdict(DocumentCursor body)
    {
        var fields = body.Fields("verdict", "message");
        return new Verdict(
            fields.Required("verdict", c => c.Word<VerdictKind>(), VerdictKind.Inconclusive),
            fields.Optional("message", c => c.Text() is { Length: <= 500 } text && !text.Any(char.IsControl) ? text : c.Refuse("a text of at most 500 printable characters", ""), ""));
    }
}

using Canary.Gateway.Admin.Http;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>What all calls that act on a rollout have in common: an optional empty body, precondition, origin, and how the outcome becomes HTTP.</summary>
internal static class RolloutCalls
{
    /// <summary>A call that takes no body, or an empty object.</summary>
    public static async Task<IResult> RunAsync(HttpContext context, GatewayServices services, string name, Func<WriteCondition, WriteOrigin, Task<RolloutOutcome>> act)
    {
        if (JsonBody.IsGiven(context.Request))
        {
            var (_, problem) = await JsonBody.ReadAsync(context, body => body.Fields());
            if (problem is not null)
            {
                return problem;
            }
        }

        return await WriteAsync(context, services, name, created: false, act);
    }

    /// <summary>A call whose body is read already.</summary>
    public static async Task<IResult> WriteAsync(
        HttpContext context, GatewayServices services, string name, bool created, Func<WriteCondition, WriteOrigin, Task<RolloutOutcome>> act)
    {
        if (Precondition.Read(context.Request, mayCreate: false, out var problem) is not { } precondition
            || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var outcome = await precondition.WriteAsync(
            services.Snapshots.Current.Services.GetValueOrDefault(name)?.Revision,
            condition => act(condition, origin),
            written => (written as RolloutOutcome.Unwritten)?.Result);
        return outcome switch
        {
            RolloutOutcome.Done done => new RolloutAnswerResult(name, done.Rollout, done.Revision, services.Control.Leadership.Clock.Now, IsNew: created),
            RolloutOutcome.Invalid invalid => Problems.InvalidBody(invalid.Errors),
            RolloutOutcome.Refused refused => Problems.RolloutRefused(refused.Why),
            RolloutOutcome.NoRollout => Problems.NoRollout(name),
            RolloutOutcome.Unwritten unwritten => ServiceWrites.Unwritten(context, services, name, unwritten.Result),
            _ => Problems.ServiceNotFound(name),
        };
    }
}

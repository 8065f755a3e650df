using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Planning;

/// <summary>What a <i>plan</i> call asks: a plan as for a rollout, and the traffic to try it on.</summary>
/// <param name="Plan">The plan, which fits the service.</param>
/// <param name="Traffic">What is known better than by measuring.</param>
internal sealed record PlanRequest(RolloutPlan Plan, GivenTraffic Traffic)
{
    /// <summary>Reads the body: every error of the plan, as starting a rollout would tell them, and of the traffic.</summary>
    public static DocumentResult<PlanRequest> Read(ReadOnlyMemory<byte> body, ServiceConfig service)
    {
        var errors = new DocumentErrors();
        using var document = ServiceDocument.Parse(body, errors);
        if (document is null)
        {
            return DocumentResult<PlanRequest>.Invalid(errors.ToList());
        }

        var json = document.RootElement;
        var traffic = json.TryFind("traffic", out var given)
            ? GivenTraffic.Read(new DocumentCursor("traffic", given, errors))
            : new GivenTraffic(null, null);
        var plan = RolloutDocument.ReadPlan(json, service, "traffic");
        return plan.IsValid && errors.None
            ? DocumentResult<PlanRequest>.Valid(new PlanRequest(plan.Value, traffic))
            : DocumentResult<PlanRequest>.Invalid([.. plan.Errors, .. errors.ToList()]);
    }
}

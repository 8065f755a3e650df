using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Hosting;
using Canary.Gateway.Notifications.Links;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Signed links of notifications: a page that asks, and the post that does it, once. The link is the credential.</summary>
internal static class LinkEndpoints
{
    private const string Actor = "link";

    /// <summary>Maps the endpoints. They are for people, and so not part of the API's description.</summary>
    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        app.MapGet("/links/{token}", AskAsync).IsPublic("link.read").ExcludeFromDescription();
        app.MapPost("/links/{token}", ActAsync).WithMetadata(new EndpointAccess(null, "link.act", Changes: true)).ExcludeFromDescription();
    }

    private static async Task<IResult> AskAsync(HttpContext context, GatewayServices services, FailedAttempts failures, string token)
    {
        var (link, service, refusal) = await CheckAsync(context, services, failures, token);
        return refusal ?? LinkPage.Asking(link!, service!.State.Rollout!);
    }

    private static async Task<IResult> ActAsync(HttpContext context, GatewayServices services, FailedAttempts failures, string token)
    {
        var (link, service, refusal) = await CheckAsync(context, services, failures, token);
        if (refusal is not null)
        {
            return refusal;
        }

        // Only at the revision that was looked at: of two who post at the same time, one does it.
        var (rollouts, condition) = (services.Control.Rollouts, WriteCondition.MustBe(service!.Revision));
        var origin = new WriteOrigin(Actor, context.Connection.RemoteIpAddress?.ToString(), "link." + LinkPage.NameOf(link!.Action), null);
        var outcome = link.Action switch
        {
            LinkAction.Approve => await rollouts.ApproveAsync(link.Service, condition, origin, context.RequestAborted),
            LinkAction.Abort => await rollouts.ActAsync(link.Service, RolloutRequestKind.Abort, condition, origin, context.RequestAborted),
            _ => await rollouts.ActAsync(link.Service, RolloutRequestKind.RollBack, condition, origin, context.RequestAborted),
        };
        return outcome switch
        {
            RolloutOutcome.Done done => LinkPage.Done(link, done.Rollout),
            RolloutOutcome.Refused refused => LinkPage.Refused(StatusCodes.Status409Conflict, refused.Why),
            RolloutOutcome.Unwritten { Result: WriteResult.Behind } => LinkPage.Refused(StatusCodes.Status503ServiceUnavailable, "The store lost its data, so nothing can be written at present."),
            _ => LinkPage.Used(),
        };
    }

    private static async Task<(LinkToken? Link, ServiceSnapshot? Service, IResult? Refusal)> CheckAsync(
        HttpContext context, GatewayServices services, FailedAttempts failures, string token)
    {
        if (await services.Control.Notifications.Links.ReadAsync(token, context.RequestAborted) is not { } link)
        {
            return (null, null, failures.Add(context.Connection.RemoteIpAddress).Wait is null ? LinkPage.Tampered() : LinkPage.TooMany());
        }

        if (services.Control.Leadership.Clock.Now.ToUnixTimeSeconds() >= link.Expires)
        {
            return (link, null, LinkPage.Expired());
        }

        var service = services.Snapshots.Current.Services.GetValueOrDefault(link.Service);
        var isCurrent = service?.State.Rollout is { IsActive: true } rollout && rollout.State.Id == link.Rollout && rollout.State.Transition == link.Transition;
        return (link, service, isCurrent ? null : LinkPage.Used());
    }
}

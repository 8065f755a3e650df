using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Attempts;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>What to do when the store has lost its data: an operator decides which side is right.</summary>
internal static class StoreEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapStore(this IEndpointRouteBuilder api) =>
        api.MapPost("/store/recover", RecoverAsync)
            .Changes(AdminRole.Admin, "store.recover")
            .Described(new ApiDoc("Decides what holds after the store lost its data.")
            {
                Body = "Recover",
                Answer = "Recovered",
                Problems = [409],
            });

    private static async Task<IResult> RecoverAsync(HttpContext context, GatewayServices services, AttemptAudit audit)
    {
        var (from, problem) = await JsonBody.ReadAsync(context, body => body.Fields("from").Required("from", c => c.Choice<RecoverySource>(), default));
        if (problem is not null || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        try
        {
            var revision = await services.Control.Recovery.RecoverAsync(from == RecoverySource.Gateway, origin, context.RequestAborted);
            if (from == RecoverySource.Store)
            {
                // Nothing was written, so the store has no reason to tell of it.
                audit.Add(new AuditEntry(0, default, origin, null, StatusCodes.Status200OK, revision, "this gateway took over what the store holds"));
            }

            return JsonAnswer.Ok(new Recovered(revision));
        }
        catch (InvalidOperationException exception)
        {
            // By contract of the call, the message says what is wrong with the store's documents, and nothing of the gateway's inside.
            return Problems.NothingToRecover(exception.Message);
        }
    }

    private enum RecoverySource
    {
        Gateway,
        Store,
    }

    private sealed record Recovered(long Revision);
}

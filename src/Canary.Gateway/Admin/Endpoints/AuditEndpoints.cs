using System.Globalization;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Who did what, from where and why, refused attempts included.</summary>
internal static class AuditEndpoints
{
    private const string List = "audit";

    /// <summary>Maps the endpoint.</summary>
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", GetPageAsync)
            .Reads(AdminRole.Operator, "audit.list")
            .Described(new ApiDoc("Lists who did what, from where and why, newest first, refused attempts included.")
            {
                Answer = "AuditPage",
                Parameters = ["pageSize", "pageToken"],
                Problems = [400, 503],
            });

    private static async Task<IResult> GetPageAsync(HttpContext context, GatewayServices services)
    {
        if (PageRequest.Read(context.Request, List, out var before, out var problem) is not { } page)
        {
            return problem!;
        }

        var entries = await services.Store.ReadAuditAsync(before, page.Size, context.RequestAborted);
        var next = entries.Count == page.Size ? PageRequest.Token(List, entries[^1].Id.ToString(CultureInfo.InvariantCulture)) : null;
        return JsonAnswer.Ok(new AuditPage([.. entries.Select(AuditItem.Of)], next));
    }

    private sealed record AuditPage(IReadOnlyList<AuditItem> Items, string? NextPageToken);

    private sealed record AuditItem(
        long Id, DateTime At, string Actor, string? Remote, string Action, string? Service, int Status, long? Revision, string? Reason, string? Detail)
    {
        public static AuditItem Of(AuditEntry entry) => new(
            entry.Id, entry.At.UtcDateTime, entry.Origin.Actor, entry.Origin.Remote, entry.Origin.Action,
            entry.Service, entry.Status, entry.Revision, entry.Origin.Reason, entry.Detail);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Accepted versions of a service, also of a deleted one: list, look at one, write one again.</summary>
internal static class HistoryEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        api.MapGet("/services/{name}/history", GetPageAsync)
            .Reads(AdminRole.Viewer, "history.list")
            .Described(new ApiDoc("Lists the accepted versions of a service, newest first, also of a deleted one.")
            {
                Answer = "HistoryPage",
                Parameters = ["pageSize", "pageToken"],
                Problems = [400, 404, 503],
            });
        api.MapGet("/services/{name}/history/{revision:long}", GetAsync)
            .Reads(AdminRole.Viewer, "history.read")
            .Described(new ApiDoc("Reads one version of a service.")
            {
                Answer = "HistoryVersion",
                Problems = [404, 503],
            });
        api.MapPost("/services/{name}/restore", RestoreAsync)
            .Changes(AdminRole.Operator, "restore")
            .Described(new ApiDoc("Writes an old version of a service again, also of a deleted one.")
            {
                Body = "Restore",
                Answer = "StoredService",
                Success = [200, 201],
                Parameters = ["If-Match", "If-None-Match"],
                Problems = [404, 409, 412],
            });
    }

    private static async Task<IResult> GetPageAsync(HttpContext context, GatewayServices services, string name)
    {
        var list = "history/" + name;
        if (PageRequest.Read(context.Request, list, out var before, out var problem) is not { } page)
        {
            return problem!;
        }

        var entries = await services.Store.ReadHistoryAsync(name, before, page.Size, context.RequestAborted);
        if (entries.Count == 0 && before is null && !services.Snapshots.Current.Services.ContainsKey(name))
        {
            return Problems.ServiceNotFound(name);
        }

        var next = entries.Count == page.Size ? PageRequest.Token(list, entries[^1].Revision.ToString(CultureInfo.InvariantCulture)) : null;
        return JsonAnswer.Ok(new HistoryPage([.. entries.Select(HistoryItem.Of)], next));
    }

    private static async Task<IResult> GetAsync(HttpContext context, GatewayServices services, string name, long revision)
    {
        if (await FindAsync(services, name, revision, context.RequestAborted) is not { } entry)
        {
            return Problems.RevisionNotKept(name, revision);
        }

        return JsonAnswer.Written(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            HistoryItem.Of(entry).Write(writer);
            if (entry.Document is not null)
            {
                writer.WritePropertyName("service");
                writer.WriteRawValue(entry.Document);
            }

            writer.WriteEndObject();
        });
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, GatewayServices services, string name)
    {
        var (revision, problem) = await JsonBody.ReadAsync(context, body => body.Fields("revision").Required("revision", ReadRevision, 0L));
        if (problem is not null)
        {
            return problem;
        }

        if (await FindAsync(services, name, revision, context.RequestAborted) is not { } entry)
        {
            return Problems.RevisionNotKept(name, revision);
        }

        if (entry.Document is null)
        {
            return Problems.NotRestorable($"Revision {revision} is the deletion of '{name}': use DELETE for that, or restore an earlier revision.", []);
        }

        var read = ServiceDocument.Read(Encoding.UTF8.GetBytes(entry.Document), name);
        return read.IsValid
            ? await ServiceWrites.ReplaceAsync(context, services, read.Value, errors => Problems.NotRestorable($"Revision {revision} of '{name}' is not allowed by the settings of this gateway.", errors))
            : Problems.NotRestorable($"Revision {revision} of '{name}' is not valid by the rules of this version of the gateway.", read.Errors);
    }

    private static long ReadRevision(DocumentCursor at) =>
        at.Element.ValueKind == JsonValueKind.Number && at.Element.TryGetInt64(out var revision) && revision >= 1
            ? revision
            : at.Refuse("a revision, a whole number of at least 1", 0L);

    private static async Task<HistoryEntry?> FindAsync(GatewayServices services, string name, long revision, CancellationToken cancellation)
    {
        if (revision is < 1 or long.MaxValue)
        {
            return null;
        }

        var entries = await services.Store.ReadHistoryAsync(name, revision + 1, 1, cancellation);
        return entries.Count > 0 && entries[0].Revision == revision ? entries[0] : null;
    }
}

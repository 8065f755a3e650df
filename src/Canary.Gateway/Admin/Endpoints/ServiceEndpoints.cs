using Canary.Core.Services;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Services: list, read, create, replace, patch, delete. Reads come from the snapshot in force, and so work while the store is down.</summary>
internal static class ServiceEndpoints
{
    private const string List = "services";

    /// <summary>Maps the endpoints.</summary>
    public static void MapServices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/services", GetPage)
            .Reads(AdminRole.Viewer, "service.list")
            .Described(new ApiDoc("Lists services by name.")
            {
                Answer = "ServicePage",
                Parameters = ["pageSize", "pageToken"],
                Problems = [400],
            });
        api.MapGet("/services/{name}", Get)
            .Reads(AdminRole.Viewer, "service.read")
            .Described(new ApiDoc("Reads a service as this gateway serves it, also while the store is down.")
            {
                Answer = "StoredService",
                Success = [200, 304],
                Parameters = ["If-None-Match-Read"],
                Problems = [404],
            });
        api.MapPut("/services/{name}", PutAsync)
            .Changes(AdminRole.Operator, "service.replace")
            .Described(new ApiDoc("Creates or replaces a service.")
            {
                Body = "Service",
                Answer = "StoredService",
                Success = [200, 201],
                Parameters = ["If-Match", "If-None-Match"],
                Problems = [409, 412],
            });
        api.MapPatch("/services/{name}", PatchAsync)
            .Changes(AdminRole.Operator, "service.patch")
            .Described(new ApiDoc("Changes parts of a service.")
            {
                Body = "ServicePatch",
                BodyTypes = JsonBody.PatchTypes,
                Answer = "StoredService",
                Parameters = ["If-Match"],
                Problems = [404, 409, 412],
            });
        api.MapDelete("/services/{name}", DeleteAsync)
            .Changes(AdminRole.Operator, "service.delete")
            .Described(new ApiDoc("Deletes a service. Its history stays, and can be restored.")
            {
                Success = [204],
                Parameters = ["If-Match"],
                Problems = [404, 409, 412],
            });
    }

    private static IResult GetPage(HttpContext context, GatewayServices services)
    {
        if (PageRequest.Read(context.Request, List, out var problem) is not { } page)
        {
            return problem!;
        }

        var snapshot = services.Snapshots.Current;
        var rest = snapshot.Services.Values
            .Where(service => page.After is null || string.CompareOrdinal(service.Name, page.After) > 0)
            .OrderBy(service => service.Name, StringComparer.Ordinal)
            .Take(page.Size + 1)
            .ToList();
        var items = rest.Take(page.Size).ToList();
        return JsonAnswer.Written(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            items.ForEach(service => ServiceAnswer.Write(writer, service.Config, service.Revision, service.State.Owner));
            writer.WriteEndArray();
            if (rest.Count > items.Count)
            {
                writer.WriteString("nextPageToken", PageRequest.Token(List, items[^1].Name));
            }

            writer.WriteNumber("revision", snapshot.Revision);
            writer.WriteEndObject();
        });
    }

    private static IResult Get(HttpContext context, GatewayServices services, string name)
    {
        if (!services.Snapshots.Current.Services.TryGetValue(name, out var service))
        {
            return Problems.ServiceNotFound(name);
        }

        if (IsKnown(context.Request, service.Revision))
        {
            context.Response.Headers.ETag = EntityTag.Of(service.Revision);
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        return new ServiceAnswer(service.Config, service.Revision, service.State.Owner);
    }

    private static async Task<IResult> PutAsync(HttpContext context, GatewayServices services, string name)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
        {
            return problem;
        }

        var read = ServiceDocument.Read(body, name);
        return read.IsValid ? await ServiceWrites.ReplaceAsync(context, services, read.Value, Problems.InvalidBody) : Problems.InvalidBody(read.Errors);
    }

    private static async Task<IResult> PatchAsync(HttpContext context, GatewayServices services, string name)
    {
        var (body, problem) = await JsonBody.ReadPatchAsync(context);
        return problem ?? await ServiceWrites.ChangeAsync(context, services, name, service => ServiceDocument.Patch(service, body));
    }

    private static Task<IResult> DeleteAsync(HttpContext context, GatewayServices services, string name) =>
        ServiceWrites.DeleteAsync(context, services, name);

    // A read compares weakly, so that a tag that a proxy weakened still saves the transfer.
    private static bool IsKnown(HttpRequest request, long revision) =>
        EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var tags)
        && tags.Any(tag => tag.Tag == "*" || EntityTag.RevisionOf(tag) == revision);
}

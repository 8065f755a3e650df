using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Sinks of notifications: list, read, write, delete, and try one.</summary>
internal static class SinkEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapSinks(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sinks", GetAllAsync)
            .Reads(AdminRole.Viewer, "sink.list")
            .Described(new ApiDoc("Lists the sinks of notifications. Secrets are not shown.") { Answer = "Sinks", Problems = [503] });
        api.MapGet("/sinks/{name}", GetAsync)
            .Reads(AdminRole.Viewer, "sink.read")
            .Described(new ApiDoc("Reads a sink. Secrets are not shown.") { Answer = "Sink", Problems = [404, 503] });
        api.MapPut("/sinks/{name}", PutAsync)
            .Changes(AdminRole.Admin, "sink.replace")
            .Described(new ApiDoc("Creates or replaces a sink.")
            {
                Description = "A webhook without secrets gets one, which the answer shows this once. *** keeps a secret that is there.",
                Body = "Sink",
                Answer = "Sink",
                Success = [200, 201],
                Parameters = ["If-Match", "If-None-Match"],
                Problems = [409, 412],
            });
        api.MapDelete("/sinks/{name}", DeleteAsync)
            .Changes(AdminRole.Admin, "sink.delete")
            .Described(new ApiDoc("Deletes a sink; what it was not told yet is not told.") { Success = [204], Parameters = ["If-Match"], Problems = [404, 409, 412] });
        api.MapPost("/sinks/{name}/test", TestAsync)
            .Changes(AdminRole.Operator, "sink.test")
            .Described(new ApiDoc("Sends a test event, once, and tells what came of it.") { Body = "Empty", IsBodyOptional = true, Answer = "SinkTest", Problems = [404] });
    }

    private static async Task<IResult> GetAllAsync(HttpContext context, GatewayServices services)
    {
        var sinks = await services.Control.Notifications.Sinks.ListAsync(context.RequestAborted);
        return JsonAnswer.Written(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var sink in sinks)
            {
                SinkAnswer.Write(writer, sink, showsSecrets: false);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task<IResult> GetAsync(HttpContext context, GatewayServices services, string name) =>
        await services.Control.Notifications.Sinks.FindAsync(name, context.RequestAborted) is { } sink ? new SinkAnswer(sink) : Problems.SinkNotFound(name);

    private static async Task<IResult> PutAsync(HttpContext context, GatewayServices services, string name)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null || Precondition.Read(context.Request, mayCreate: true, out problem) is not { } precondition || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var known = await services.Control.Notifications.Sinks.FindAsync(name, context.RequestAborted);
        if (known?.Config.Owner is { AllowsApiChanges: false } owner)
        {
            return Problems.SinkOwnedByFile(name, owner.File);
        }

        var read = SinkDocument.Read(body, name, known?.Config);
        if (!read.IsValid)
        {
            return Problems.InvalidBody(read.Errors);
        }

        if (services.Addresses.CheckCallback("url", read.Value.Url) is { Count: > 0 } refused)
        {
            return Problems.InvalidBody(refused);
        }

        var sink = read.Value with { Owner = known?.Config.Owner };
        var generates = sink is { Type: SinkKind.Webhook, Secrets.Count: 0 };
        sink = generates ? sink with { Secrets = [WebhookSecret.Create()] } : sink;
        var result = await precondition.WriteAsync(
            known?.Version, condition => services.Control.Notifications.Sinks.WriteAsync(sink, known, condition, origin, context.RequestAborted), written => written);
        return result switch
        {
            WriteResult.Accepted => new SinkAnswer(
                (await services.Control.Notifications.Sinks.FindAsync(name, context.RequestAborted)) ?? new StoredSink(sink, 1), known is null, showsSecrets: generates),
            WriteResult.Mismatch mismatch when precondition.MustNotExist => Problems.AlreadyExists(name, mismatch.CurrentRevision),
            WriteResult.Mismatch mismatch => Problems.RevisionMismatch(name, mismatch.CurrentRevision),
            _ => ServiceWrites.Refused(context, services, name, result),
        };
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, GatewayServices services, string name)
    {
        if (Precondition.Read(context.Request, mayCreate: false, out var problem) is not { } precondition || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var known = await services.Control.Notifications.Sinks.FindAsync(name, context.RequestAborted);
        if (known is null)
        {
            return Problems.SinkNotFound(name);
        }

        if (known.Config.Owner is { AllowsApiChanges: false } owner)
        {
            return Problems.SinkOwnedByFile(name, owner.File);
        }

        var result = await precondition.WriteAsync(
            known.Version, condition => services.Control.Notifications.Sinks.DeleteAsync(name, condition, origin, context.RequestAborted), written => written);
        return result switch
        {
            WriteResult.Accepted => Results.NoContent(),
            WriteResult.Mismatch { CurrentRevision: null } => Problems.SinkNotFound(name),
            WriteResult.Mismatch mismatch => Problems.RevisionMismatch(name, mismatch.CurrentRevision),
            _ => ServiceWrites.Refused(context, services, name, result),
        };
    }

    private static async Task<IResult> TestAsync(HttpContext context, GatewayServices services, string name)
    {
        if (JsonBody.IsGiven(context.Request))
        {
            var (_, problem) = await JsonBody.ReadAsync(context, body => body.Fields());
            if (problem is not null)
            {
                return problem;
            }
        }

        return await services.Control.Notifications.Sinks.FindAsync(name, context.RequestAborted) is { } sink
            ? JsonAnswer.Ok(new SinkTest(await services.Control.Notifications.TestAsync(sink.Config, context.RequestAborted)))
            : Problems.SinkNotFound(name);
    }

    /// <summary>What came of a test.</summary>
    /// <param name="Error">Why it was not delivered, or null: it was.</param>
    private sealed record SinkTest(string? Error)
    {
        public bool Delivered => Error is null;
    }
}

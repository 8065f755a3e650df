using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Deliveries to a sink: what waits, what was given up, and telling that again.</summary>
internal static class DeliveryEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapDeliveries(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sinks/{name}/deliveries", GetWaitingAsync)
            .Reads(AdminRole.Viewer, "sink.deliveries")
            .Described(new ApiDoc("Lists the events that a sink is still to be told.") { Answer = "Deliveries", Problems = [404, 503] });
        api.MapGet("/sinks/{name}/dead-letters", GetDeadAsync)
            .Reads(AdminRole.Viewer, "sink.dead")
            .Described(new ApiDoc("Lists the events that a sink could not be told, newest last.") { Answer = "DeadLetters", Problems = [404, 503] });
        api.MapPost("/sinks/{name}/dead-letters/resend", ResendAsync)
            .Changes(AdminRole.Operator, "sink.resend")
            .Described(new ApiDoc("Tells events that were given up once more: one, or all.") { Body = "Resend", IsBodyOptional = true, Answer = "Resent", Problems = [404, 412] });
    }

    private static async Task<IResult> GetWaitingAsync(HttpContext context, GatewayServices services, string name)
    {
        var sinks = services.Control.Notifications.Sinks;
        if (await sinks.FindAsync(name, context.RequestAborted) is null)
        {
            return Problems.SinkNotFound(name);
        }

        var (progress, _) = await sinks.ProgressAsync(name, context.RequestAborted);
        return JsonAnswer.Ok(new Deliveries(progress.Cursor, [.. progress.Waiting.Select(w => new Waiting(w.Sequence, w.Key, w.Attempts, w.NextAt.UtcDateTime, w.Error))]));
    }

    private static async Task<IResult> GetDeadAsync(HttpContext context, GatewayServices services, string name)
    {
        var sinks = services.Control.Notifications.Sinks;
        if (await sinks.FindAsync(name, context.RequestAborted) is null)
        {
            return Problems.SinkNotFound(name);
        }

        var (progress, _) = await sinks.ProgressAsync(name, context.RequestAborted);
        return JsonAnswer.Written(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var dead in progress.Dead)
            {
                writer.WriteStartObject();
                writer.WriteString("id", dead.Id);
                writer.WriteString("at", dead.At.UtcDateTime);
                writer.WriteString("error", dead.Error);
                if (dead.Json.Length > 0)
                {
                    writer.WritePropertyName("event");
                    writer.WriteRawValue(dead.Json);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static async Task<IResult> ResendAsync(HttpContext context, GatewayServices services, string name)
    {
        string? id = null;
        if (JsonBody.IsGiven(context.Request))
        {
            (id, var problem) = await JsonBody.ReadAsync(context, body => body.Fields("id").Optional<string?>("id", c => c.Text(), null));
            if (problem is not null)
            {
                return problem;
            }
        }

        if (Origin.Read(context, out var refused) is not { } origin)
        {
            return refused!;
        }

        return await services.Control.Notifications.Sinks.ResendAsync(name, id, origin, services.Control.Leadership.Clock.Now, context.RequestAborted) is { } resent
            ? JsonAnswer.Ok(new Resent(resent))
            : Problems.SinkNotFound(name);
    }

    private sealed record Deliveries(long Cursor, IReadOnlyList<Waiting> Waiting);

    private sealed record Waiting(long Sequence, string Rollout, int Attempts, DateTime NextAt, string? Error);

    private sealed record Resent(int Count);
}

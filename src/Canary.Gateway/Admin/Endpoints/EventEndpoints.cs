using System.Globalization;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Events;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Every accepted change as it happens, as server-sent events.</summary>
internal static class EventEndpoints
{
    // Timers can't be set for much longer.
    private static readonly TimeSpan MaxLength = TimeSpan.FromDays(30);

    /// <summary>Maps the endpoint.</summary>
    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/events", StreamAsync)
            .Reads(AdminRole.Viewer, "event.stream")
            .Described(new ApiDoc("Streams every accepted change as it happens.")
            {
                Answer = "EventStream",
                AnswerType = "text/event-stream",
                Parameters = ["Last-Event-ID", "lastEventId"],
                Problems = [400],
            });

    private static async Task StreamAsync(HttpContext context, GatewayServices services, IHostApplicationLifetime lifetime)
    {
        if (ReadPosition(context.Request, services.Snapshots.Current.Revision, out var problem) is not { } position)
        {
            await problem!.ExecuteAsync(context);
            return;
        }

        using var credential = new CancellationTokenSource(TimeLeft(context, services.Time), services.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, credential.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await new EventFeed(services, new EventWriter(context.Response), position).RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader left, their credential is over, or the gateway stops: all are the ordinary end of a feed.
            return;
        }
    }

    // A feed goes on for no longer than its reader could begin one. Readers come again by themselves.
    private static TimeSpan TimeLeft(HttpContext context, TimeProvider time)
    {
        var left = Caller.Of(context)?.Until - time.GetUtcNow();
        return left is null ? Timeout.InfiniteTimeSpan : left > MaxLength ? MaxLength : left > TimeSpan.Zero ? left.Value : TimeSpan.Zero;
    }

    // Browsers send the header when they come again; the parameter is for a first call that knows where it stands.
    private static long? ReadPosition(HttpRequest request, long current, out Problem? problem)
    {
        problem = null;
        var (header, parameter) = (request.Headers["Last-Event-ID"], request.Query["lastEventId"]);
        var given = header.Count > 0 ? header : parameter;
        if (given.Count == 0)
        {
            return current;
        }

        if (long.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position;
        }

        problem = Problems.InvalidHeader(header.Count > 0 ? "Last-Event-ID" : "lastEventId", $"must be the id of an event, a revision, but is '{given}'.");
        return null;
    }
}

using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Control.Releases;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Services released together: try, confirm, cancel, and what can be done to a rollout.</summary>
internal static class ReleaseEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapReleases(this IEndpointRouteBuilder api)
    {
        api.MapGet("/releases", GetAll)
            .Reads(AdminRole.Viewer, "release.list")
            .Described(new ApiDoc("Lists releases: sets of services whose rollouts move as one.") { Answer = "Releases" });
        api.MapGet("/releases/{name}", Get)
            .Reads(AdminRole.Viewer, "release.read")
            .Described(new ApiDoc("Reads a release.") { Answer = "Release", Problems = [404] });
        api.MapPost("/releases", TryAsync)
            .Changes(AdminRole.Operator, "release.try")
            .Described(new ApiDoc("Tries a release: validates and reserves all its services, or none.")
            {
                Description = "No weight moves before the confirmation; without one in time, the release is cancelled.",
                Body = "ReleaseRequest",
                Answer = "Release",
                Success = [201],
                Problems = [409],
            });
        MapAction(api, "confirm", RolloutRequestKind.Confirm, "Puts the first step of all services into force, in one write.");
        MapAction(api, "cancel", RolloutRequestKind.Abort, "Puts back the weights of all services from before the release, in one write.");
        MapAction(api, "pause", RolloutRequestKind.Pause, "Keeps all services where they are.");
        MapAction(api, "resume", RolloutRequestKind.Resume, "Lets a paused release go on.");
        MapAction(api, "promote", RolloutRequestKind.Promote, "Ends the current step's wait, for all services.");
        MapAction(api, "rollback", RolloutRequestKind.RollBack, "Takes the variant out of traffic, in all services, in one write.");
    }

    private static void MapAction(IEndpointRouteBuilder api, string path, RolloutRequestKind kind, string summary) =>
        api.MapPost($"/releases/{{name}}/{path}", (HttpContext context, GatewayServices services, string name) => ActAsync(context, services, name, kind))
            .Changes(AdminRole.Operator, "release." + path)
            .Described(new ApiDoc(summary) { Body = "Empty", IsBodyOptional = true, Answer = "Release", Problems = [404, 409] });

    private static IResult GetAll(GatewayServices services)
    {
        var members = services.Snapshots.Current.Services.Values.Where(service => service.State.Rollout?.Release is not null);
        var releases = members.GroupBy(service => service.State.Rollout!.Release!, StringComparer.Ordinal).OrderBy(release => release.Key, StringComparer.Ordinal);
        return JsonAnswer.Written(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("items");
            foreach (var release in releases)
            {
                ReleaseAnswer.Write(writer, release.Key, Latest(release), services.Control.Leadership.Clock.Now);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static IResult Get(GatewayServices services, string name)
    {
        var members = Latest(services.Snapshots.Current.Services.Values.Where(service => service.State.Rollout?.Release == name));
        return members.Count == 0 ? Problems.ReleaseNotFound(name) : new ReleaseAnswer(name, members, services.Control.Leadership.Clock.Now);
    }

    // A name may be used again once its release has ended; services of an older run are not part of it.
    private static IReadOnlyList<ServiceSnapshot> Latest(IEnumerable<ServiceSnapshot> members)
    {
        var all = members.ToList();
        var newest = all.Select(service => service.State.Rollout!.State.StartedAt).DefaultIfEmpty().Max();
        return [.. all.Where(service => service.State.Rollout!.State.StartedAt == newest).OrderBy(service => service.Name, StringComparer.Ordinal)];
    }

    private static async Task<IResult> TryAsync(HttpContext context, GatewayServices services)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ReleaseRequest.Read);
        if (problem is not null || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        return Answer(context, services, await services.Control.Releases.TryAsync(request!, origin, context.RequestAborted), isNew: true);
    }

    private static async Task<IResult> ActAsync(HttpContext context, GatewayServices services, string name, RolloutRequestKind kind)
    {
        if (JsonBody.IsGiven(context.Request))
        {
            var (_, unreadable) = await JsonBody.ReadAsync(context, body => body.Fields());
            if (unreadable is not null)
            {
                return unreadable;
            }
        }

        return Origin.Read(context, out var problem) is { } origin
            ? Answer(context, services, await services.Control.Releases.ActAsync(name, kind, origin, context.RequestAborted), isNew: false)
            : problem!;
    }

    private static IResult Answer(HttpContext context, GatewayServices services, ReleaseOutcome outcome, bool isNew) => outcome switch
    {
        ReleaseOutcome.Done done => new ReleaseAnswer(done.Name, done.Members, services.Control.Leadership.Clock.Now, isNew),
        ReleaseOutcome.Invalid invalid => Problems.InvalidBody(invalid.Errors),
        ReleaseOutcome.Refused refused => Problems.RolloutRefused(refused.Why),
        ReleaseOutcome.NoRelease none => Problems.ReleaseNotFound(none.Name),
        ReleaseOutcome.Unwritten { Result: WriteResult.Mismatch mismatch } => Problems.RevisionMismatch(mismatch.Name, mismatch.CurrentRevision),
        ReleaseOutcome.Unwritten unwritten => ServiceWrites.Refused(context, services, "", unwritten.Result),
        _ => throw new InvalidOperationException($"An outcome that nobody expects: {outcome.GetType().Name}."),
    };
}

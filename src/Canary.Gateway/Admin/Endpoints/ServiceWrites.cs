using Canary.Core.Services;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>What all writes of a service have in common: precondition, origin, and how the store's answer becomes HTTP.</summary>
internal static class ServiceWrites
{
    /// <summary>Creates or replaces a service.</summary>
    /// <param name="context">The request.</param>
    /// <param name="services">What the process shares.</param>
    /// <param name="service">The service as it should be.</param>
    /// <param name="refused">Answers where the settings do not allow what it says.</param>
    public static async Task<IResult> ReplaceAsync(HttpContext context, GatewayServices services, ServiceConfig service, Func<IReadOnlyList<DocumentError>, IResult> refused)
    {
        if (Precondition.Read(context.Request, mayCreate: true, out var problem) is not { } precondition
            || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var outcome = await precondition.WriteAsync(
            KnownRevision(services, service.Name),
            condition => services.Writer.ReplaceAsync(service, condition, origin, context.RequestAborted),
            written => written.Result);
        return outcome switch
        {
            { RefusedBy: { } owner } => Problems.OwnedByFile(service.Name, owner),
            { Errors.Count: > 0 } => refused(outcome.Errors),
            { Result: WriteResult.Accepted accepted } => new ServiceAnswer(service, accepted.Revision, outcome.Owner, accepted.Created),
            { Result: WriteResult.Mismatch mismatch } when precondition.MustNotExist => Problems.AlreadyExists(service.Name, mismatch.CurrentRevision),
            { Result: WriteResult.Mismatch mismatch } => Problems.RevisionMismatch(service.Name, mismatch.CurrentRevision),
            _ => Refused(context, services, service.Name, outcome.Result!),
        };
    }

    /// <summary>Changes an existing service.</summary>
    public static async Task<IResult> ChangeAsync(
        HttpContext context, GatewayServices services, string name, Func<ServiceConfig, DocumentResult<ServiceConfig>> change)
    {
        if (Precondition.Read(context.Request, mayCreate: false, out var problem) is not { } precondition
            || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        var outcome = await precondition.WriteAsync(
            KnownRevision(services, name),
            condition => services.Writer.ChangeAsync(name, change, condition, origin, context.RequestAborted),
            written => written.Result);
        return outcome switch
        {
            { NotFound: true } => Problems.ServiceNotFound(name),
            { RefusedBy: { } owner } => Problems.OwnedByFile(name, owner),
            { Errors.Count: > 0 } => Problems.InvalidBody(outcome.Errors),
            { Result: WriteResult.Accepted accepted, Service: { } written } => new ServiceAnswer(written, accepted.Revision, outcome.Owner),
            { Result: { } result } => Unwritten(context, services, name, result),
            _ => throw new InvalidOperationException("A change was neither refused nor answered by the store."),
        };
    }

    /// <summary>Deletes a service.</summary>
    public static async Task<IResult> DeleteAsync(HttpContext context, GatewayServices services, string name)
    {
        if (Precondition.Read(context.Request, mayCreate: false, out var problem) is not { } precondition
            || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        if (services.Snapshots.Current.Services.GetValueOrDefault(name)?.State.Rollout is { IsActive: true, Release: { } release })
        {
            return Problems.RolloutRefused($"'{name}' is part of the release '{release}', which is active; cancel it first.");
        }

        var outcome = await precondition.WriteAsync(
            KnownRevision(services, name),
            condition => services.Writer.DeleteAsync(name, condition, origin, context.RequestAborted),
            written => written.Result);
        return outcome switch
        {
            { NotFound: true } => Problems.ServiceNotFound(name),
            { RefusedBy: { } owner } => Problems.OwnedByFile(name, owner),
            { Result: WriteResult.Accepted } => Results.NoContent(),
            _ => Unwritten(context, services, name, outcome.Result!),
        };
    }

    private static long? KnownRevision(GatewayServices services, string name) =>
        services.Snapshots.Current.Services.TryGetValue(name, out var service) ? service.Revision : null;

    /// <summary>What the store said of a write that it did not take.</summary>
    public static Problem Unwritten(HttpContext context, GatewayServices services, string name, WriteResult result) => result switch
    {
        WriteResult.Mismatch { CurrentRevision: null } => Problems.ServiceNotFound(name),
        WriteResult.Mismatch mismatch => Problems.RevisionMismatch(name, mismatch.CurrentRevision),
        _ => Refused(context, services, name, result),
    };

    /// <summary>The same, where the conditions held.</summary>
    public static Problem Refused(HttpContext context, GatewayServices services, string name, WriteResult result)
    {
        switch (result)
        {
            case WriteResult.MatchConflict conflict:
                return Problems.MatchConflict(name, conflict.MatchKey, conflict.Service);
            case WriteResult.Behind behind:
                context.Response.Headers.RetryAfter = "1";
                return Problems.StoreBehind(behind.StoreRevision, services.Snapshots.Current.Revision);
            default:
                throw new InvalidOperationException($"The store gave an answer that nobody expects: {result.GetType().Name}.");
        }
    }
}

using System.Globalization;
using Canary.Gateway.Admin.Access;
using Canary.Gateway.Admin.Http;
using Canary.Gateway.Admin.OpenApi;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage.Backups;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Admin.Endpoints;

/// <summary>Everything that the store holds as one file, and back.</summary>
internal static class BackupEndpoints
{
    private static readonly string[] BodyTypes = [BackupFormat.MediaType, "application/octet-stream"];

    /// <summary>Maps the endpoints.</summary>
    public static void MapBackup(this IEndpointRouteBuilder api)
    {
        api.MapGet("/backup", BackupAsync)
            .Reads(AdminRole.Admin, "backup")
            .Described(new ApiDoc("A backup of the store: services, rollouts with their counts, history, audit, sinks and what else it holds.")
            {
                Description = "Of one revision, while others write. It has secrets: those of sinks, and the key of signed links. A backup whose last line is missing is cut short, and can't be restored.",
                Answer = "Backup",
                AnswerType = BackupFormat.MediaType,
                Problems = [409, 503],
            });
        api.MapPost("/restore", RestoreAsync)
            .Changes(AdminRole.Admin, "store.restore")
            .Described(new ApiDoc("Restores a backup into an empty store.")
            {
                Description = "All of it is checked before anything is written, and it is written in one step. The revision rises above all that gateways have applied.",
                Body = "Backup",
                BodyTypes = BodyTypes,
                Answer = "Restored",
                Parameters = ["replace-store"],
                Problems = [409],
            });
    }

    private static async Task BackupAsync(HttpContext context, GatewayServices services)
    {
        // The first record is there before the answer begins, so that what goes wrong until then is a problem document.
        await using var records = services.Control.Backups.ReadAsync(context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        try
        {
            await records.MoveNextAsync();
        }
        catch (BackupException exception)
        {
            await Problems.NotBackedUp(exception.Message).ExecuteAsync(context);
            return;
        }

        var head = (BackupHead)records.Current;
        context.Response.ContentType = BackupFormat.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture, $"attachment; filename=\"canary-{head.At:yyyyMMdd-HHmmss}-r{head.Revision}.backup\"");
        await BackupWriter.WriteAsync(From(head, records), context.Response.Body, context.RequestAborted);
    }

    private static async IAsyncEnumerable<BackupRecord> From(BackupHead head, IAsyncEnumerator<BackupRecord> rest)
    {
        yield return head;
        while (await rest.MoveNextAsync())
        {
            yield return rest.Current;
        }
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, GatewayServices services)
    {
        if (JsonBody.CheckType(context.Request, BodyTypes) is { } wrongType)
        {
            return wrongType;
        }

        var replace = QueryFlag.Read(context.Request, "replace", out var problem);
        if (problem is not null || Origin.Read(context, out problem) is not { } origin)
        {
            return problem!;
        }

        // Of whoever has this role no size is refused: how large a store's backup is, its settings decide.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        try
        {
            var (result, backup) = await services.Control.Backups.RestoreAsync(
                file => context.Request.Body.CopyToAsync(file, context.RequestAborted), replace, origin, context.RequestAborted);
            return result switch
            {
                RestoreResult.NotEmpty filled => Problems.StoreNotEmpty(filled.Revision, filled.Services),
                RestoreResult.Restored restored => JsonAnswer.Ok(new Restored(
                    restored.Revision, services.Snapshots.Current.Revision, backup.Services, backup.Lines, backup.Revision, backup.At)),
                _ => throw new InvalidOperationException($"{result} is no outcome of a restore."),
            };
        }
        catch (BackupException exception)
        {
            return Problems.BackupRefused(exception.Message);
        }
    }

    private sealed record Restored(long Revision, long AppliedRevision, int Services, long Lines, long BackupRevision, DateTimeOffset BackupAt);
}

using Canary.Core.Services;
using Canary.Gateway.Control;
using Canary.Gateway.Control.Rollouts;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Import;

/// <summary>Writes what a folder declares into the store, by compare-and-set on what was read: several gateways may apply the same folder at once.</summary>
internal sealed class ImportApplier(IGatewayStore store, ServiceWriter writer, CloudEvents events, SinkApplier sinks, ImportLog log)
{
    /// <summary>The most services in one write, so that no write holds up the store for long.</summary>
    public const int MostAtOnce = 100;

    /// <summary>What history and audit call the import.</summary>
    public const string Actor = "import";

    /// <summary>Applies everything. A service whose place another has is logged and left out; the rest is applied.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer; what was applied before that stays, and the rest can be applied later.</exception>
    public async Task ApplyAsync(ImportSet set, CancellationToken cancellation)
    {
        // Sinks come first, so that they are told of the rollouts.
        await sinks.ApplyAsync(set.Sinks, cancellation);
        await DisownOthersAsync(set, cancellation);
        var rollouts = set.Rollouts.ToDictionary(rollout => rollout.Service, StringComparer.Ordinal);
        var rest = set.Services;
        while (true)
        {
            var conflicts = new List<PlaceConflict>();
            foreach (var part in rest.Chunk(MostAtOnce))
            {
                conflicts.AddRange(await ApplyPartAsync([.. part], rollouts, cancellation));
            }

            // One may have waited for a place that another of a later part has left by now.
            if (conflicts.Count == 0 || conflicts.Count == rest.Count)
            {
                conflicts.ForEach(log.Conflict);
                return;
            }

            rest = [.. conflicts.Select(conflict => conflict.Imported)];
        }
    }

    private Task<WriteResult?> DisownOthersAsync(ImportSet set, CancellationToken cancellation)
    {
        var declared = set.Services.Select(imported => imported.Service.Name).ToHashSet(StringComparer.Ordinal);
        return WriteAsync(
            "the document is gone",
            edit =>
            {
                foreach (var service in edit.Snapshot.Services.Values.Where(service => service.State.Owner is not null && !declared.Contains(service.Name)))
                {
                    edit.Disown(service);
                }
            },
            cancellation);
    }

    private async Task<List<PlaceConflict>> ApplyPartAsync(
        List<ImportedService> part, Dictionary<string, ImportedRollout> rollouts, CancellationToken cancellation)
    {
        var conflicts = new List<PlaceConflict>();
        while (part.Count > 0)
        {
            var result = await WriteAsync(
                Files(part), edit => part.ForEach(imported => edit.Declare(imported, rollouts.GetValueOrDefault(imported.Service.Name))), cancellation);
            if (result is not WriteResult.MatchConflict conflict)
            {
                break;
            }

            var loser = part.Find(one => one.Service.Name != conflict.Service && MatchKeys.Of(one.Service.Match).Contains(conflict.MatchKey)) ?? part[0];
            part.Remove(loser);
            conflicts.Add(new PlaceConflict(loser, conflict.MatchKey, conflict.Service));
        }

        return conflicts;
    }

    private async Task<WriteResult?> WriteAsync(string reason, Action<ImportEdit> declare, CancellationToken cancellation)
    {
        var origin = new WriteOrigin(Actor, null, Actor, reason);

        // Asked for, as at a start nobody may have heard from the store's clock yet.
        var now = await store.ReadTimeAsync(cancellation);
        ImportEdit? edit = null;
        var result = await writer.EditAsync(
            snapshot =>
            {
                var batch = new RolloutBatch(snapshot, events);
                edit = new ImportEdit(batch, origin, now);
                declare(edit);
                return edit.Writes ? batch : null;
            },
            origin,
            cancellation);
        switch (result)
        {
            case null or WriteResult.Accepted:
                log.Applied(edit!.Notes);
                break;
            case WriteResult.Behind behind:
                log.StoreBehind(behind.StoreRevision);
                break;
        }

        return result;
    }

    private static string Files(IEnumerable<ImportedService> services)
    {
        var files = services.Select(imported => imported.Source.File).Distinct(StringComparer.Ordinal).ToList();
        return files.Count <= 3 ? string.Join(", ", files) : $"{files[0]} and {files.Count - 1} more files";
    }
}

/// <summary>A service that is not written, as another has its place.</summary>
/// <param name="Imported">The service.</param>
/// <param name="MatchKey">The place that both want.</param>
/// <param name="Other">Who has it.</param>
internal sealed record PlaceConflict(ImportedService Imported, string MatchKey, string Other);

using Canary.Gateway.Notifications.Sinks;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Import;

/// <summary>Writes the sinks that a folder declares into the store, each by compare-and-set on what was read.</summary>
internal sealed class SinkApplier(SinkStore sinks, ImportLog log)
{
    // Rivals are the other gateways that apply the same folder: whoever comes second finds it done.
    private const int MostAttempts = 20;

    /// <summary>Applies all, and ends the ownership of those whose document is gone.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task ApplyAsync(IReadOnlyList<ImportedSink> declared, CancellationToken cancellation)
    {
        foreach (var imported in declared)
        {
            await WriteAsync(
                imported.Sink.Name,
                stored => SinkDeclaration.Decide(stored, imported),
                imported.Source,
                cancellation);
        }

        var names = declared.Select(imported => imported.Sink.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in (await sinks.ListAsync(cancellation)).Where(stored => stored.Config.Owner is not null && !names.Contains(stored.Config.Name)))
        {
            await WriteAsync(
                gone.Config.Name,
                stored => stored?.Owner is null ? (DeclaredKind.Unchanged, null) : (DeclaredKind.Disowned, stored with { Owner = null }),
                new DocumentSource(gone.Config.Owner!.File, ""),
                cancellation);
        }
    }

    private async Task WriteAsync(string name, Func<SinkConfig?, (DeclaredKind Kind, SinkConfig? Sink)> decide, DocumentSource source, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var known = await sinks.FindAsync(name, cancellation);
            var (kind, sink) = decide(known?.Config);
            var condition = known is null ? WriteCondition.MustNotExist : WriteCondition.MustBe(known.Version);
            var origin = new WriteOrigin(ImportApplier.Actor, null, ImportApplier.Actor, source.File);
            if (sink is null || await sinks.WriteAsync(sink, known, condition, origin, cancellation) is WriteResult.Accepted)
            {
                log.Applied([new ImportNote(name, source.Path, kind) { What = "Sink" }]);
                return;
            }
        }
    }
}

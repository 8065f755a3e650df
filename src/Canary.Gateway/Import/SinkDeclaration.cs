using Canary.Core.Rollouts;
using Canary.Gateway.Notifications.Sinks;

namespace Canary.Gateway.Import;

/// <summary>Decides what becomes of a stored sink that a file declares. Pure.</summary>
internal static class SinkDeclaration
{
    /// <summary>What happens, and the sink to be written, or null where nothing is.</summary>
    public static (DeclaredKind Kind, SinkConfig? Sink) Decide(SinkConfig? stored, ImportedSink imported)
    {
        var declared = imported.Sink with { Owner = new FileOwner(imported.Source.File, imported.Source.Hash, imported.AllowsApiChanges) };
        return stored switch
        {
            null => (DeclaredKind.Created, declared),
            { Owner: null } when imported.TakesOver || SinkDocument.Write(stored) == SinkDocument.Write(imported.Sink) => (DeclaredKind.TakenOver, declared),
            { Owner: null } => (DeclaredKind.LeftAlone, null),
            { Owner: { } owner } when owner.Hash != imported.Source.Hash => (DeclaredKind.Replaced, declared),

            // What was changed since, by the API or by a receiver that is gone for good, stays.
            { Owner: { } owner } when owner.File != imported.Source.File => (DeclaredKind.Moved, stored with { Owner = declared.Owner }),
            _ => (DeclaredKind.Unchanged, null),
        };
    }
}

using Canary.Core.Selection;

namespace Canary.Gateway.Control;

/// <summary>Holds the snapshot in force. Written only by <see cref="SnapshotSync"/>; read by the admin API.</summary>
internal sealed class SnapshotState
{
    private Snapshot _current = Snapshot.Empty;

    /// <summary>The snapshot that requests see.</summary>
    public Snapshot Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }

    /// <summary>Whether a snapshot was ever loaded, from the store or the last-good copy.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>What the store offered last and was refused, in one sentence that names the service and the field; null where all is well.</summary>
    public string? Refusal { get; set; }

    /// <summary>The store's newest revision that this gateway knows of.</summary>
    public long StoreRevision { get; set; }
}

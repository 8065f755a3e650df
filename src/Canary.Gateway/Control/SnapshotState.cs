using Canary.Core.Selection;

namespace Canary.Gateway.Control;

/// <summary>Holds the snapshot in force, and how it stands to the store.</summary>
/// <remarks>Written only by <see cref="SnapshotSync"/>; read by anyone, as every member is one reference or number.</remarks>
internal sealed class SnapshotState
{
    private volatile Snapshot _current = Snapshot.Empty;
    private volatile bool _isLoaded;
    private volatile string? _refusal;
    private long _storeRevision;

    /// <summary>The snapshot that requests see.</summary>
    public Snapshot Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether a snapshot was ever loaded, from the store or the last-good copy.</summary>
    public bool IsLoaded
    {
        get => _isLoaded;
        set => _isLoaded = value;
    }

    /// <summary>What the store offered last and was refused, in one sentence that names the service and the field; null where all is well.</summary>
    public string? Refusal
    {
        get => _refusal;
        set => _refusal = value;
    }

    /// <summary>The store's newest revision that this gateway knows of.</summary>
    public long StoreRevision
    {
        get => Interlocked.Read(ref _storeRevision);
        set => Interlocked.Exchange(ref _storeRevision, value);
    }
}

namespace Canary.Gateway.Telemetry;

/// <summary>The gateway's own state as metrics: store, revisions, snapshots. Methods are named by event.</summary>
internal sealed class GatewayMetrics
{
    /// <summary>The store was asked and answered, or did not.</summary>
    public void StoreAnswered(bool connected) => throw new NotImplementedException();

    /// <summary>The store's revision was read.</summary>
    public void StoreRevisionSeen(long revision) => throw new NotImplementedException();

    /// <summary>Requests see a new snapshot.</summary>
    public void SnapshotApplied(long revision) => throw new NotImplementedException();

    /// <summary>The snapshot in force was found to be the store's newest, at this moment.</summary>
    public void SnapshotConfirmed() => throw new NotImplementedException();

    /// <summary>What the store offered was refused; the snapshot in force stays.</summary>
    public void SnapshotRejected() => throw new NotImplementedException();
}

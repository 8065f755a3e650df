namespace Canary.Gateway.Control;

/// <summary>Keeps the snapshot in force equal to the store.</summary>
internal sealed class SnapshotSync;

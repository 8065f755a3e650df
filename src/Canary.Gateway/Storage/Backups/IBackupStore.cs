namespace Canary.Gateway.Storage.Backups;

/// <summary>Everything that a store holds, out and in again, in a form that is the same for every kind of store.</summary>
/// <remarks>
/// Left out is what belongs to running gateways alone: the leader's lease, the list of gateways, judgements (made anew every second),
/// and what a limit of requests a second has left. Every call may throw <see cref="StoreUnavailableException"/>. Safe for concurrent use.
/// </remarks>
internal interface IBackupStore
{
    /// <summary>
    /// Reads everything at one revision, while others write: the <see cref="BackupHead"/> first, no <see cref="BackupEnd"/>.
    /// Ledgers of traffic, which have no revision, are as of a moment not before it.
    /// </summary>
    IAsyncEnumerable<BackupRecord> ExportAsync(CancellationToken cancellation);

    /// <summary>Writes everything in one atomic step, into an empty store: one without services and documents that never had a service. What its audit holds stays, after the backup's.</summary>
    /// <param name="records">A checked backup: the head first.</param>
    /// <param name="replace">Whether a store that is not empty is emptied first, in the same step.</param>
    /// <param name="aboveRevision">The highest revision that gateways have applied.</param>
    /// <param name="origin">Who asked for it.</param>
    /// <param name="cancellation">Cancels, unless the last step has begun.</param>
    Task<RestoreResult> ImportAsync(IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin, CancellationToken cancellation);
}

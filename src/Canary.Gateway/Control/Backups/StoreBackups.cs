using System.Runtime.CompilerServices;
using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;

namespace Canary.Gateway.Control.Backups;

/// <summary>Makes backups of the store, and restores them.</summary>
/// <param name="store">The store.</param>
/// <param name="state">The snapshot in force.</param>
/// <param name="sync">Keeps it equal to the store.</param>
/// <param name="folder">Where a backup waits on the disk while it is checked.</param>
internal sealed class StoreBackups(IGatewayStore store, SnapshotState state, SnapshotSync sync, string folder)
{
    private static readonly TimeSpan LiveInstances = TimeSpan.FromMinutes(1);

    /// <summary>Everything at one revision, while others write. Before the first record it is known that what the services say can be served, and so restored.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer, or stopped doing so; what was read until then is no backup.</exception>
    /// <exception cref="BackupException">A gateway could not serve what the store holds.</exception>
    public async IAsyncEnumerable<BackupRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // The services, as many as every gateway holds in memory, come first; all else may be large, and is passed on as it is read.
        var first = new List<BackupRecord>();
        await using var records = store.ExportAsync(cancellation).GetAsyncEnumerator(cancellation);
        var more = await records.MoveNextAsync();
        while (more && records.Current is BackupHead or BackupService)
        {
            first.Add(records.Current);
            more = await records.MoveNextAsync();
        }

        BackupCheck.Run(first);
        foreach (var record in first)
        {
            yield return record;
        }

        while (more)
        {
            yield return records.Current;
            more = await records.MoveNextAsync();
        }
    }

    /// <summary>Receives a backup, checks all of it, and only then restores it in one step.</summary>
    /// <param name="receive">Writes the backup to the stream that it is given.</param>
    /// <param name="replace">Whether a store that is not empty is emptied first.</param>
    /// <param name="origin">Who asked for it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="BackupException">It is no backup that can be restored.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<(RestoreResult Result, BackupSummary Backup)> RestoreAsync(
        Func<Stream, Task> receive, bool replace, WriteOrigin origin, CancellationToken cancellation)
    {
        var file = OpenTemporary();
        await using (file.ConfigureAwait(false))
        {
            await receive(file);
            await file.FlushAsync(cancellation);
            file.Position = 0;
            var backup = await Task.Run(() => BackupCheck.Run(BackupReader.Read(file)), cancellation);

            // Above what any gateway has applied, so that all take it over for the newer one, which it is.
            var instances = await store.ReadInstancesAsync(LiveInstances, cancellation);
            var above = instances.Select(instance => instance.AppliedRevision).Append(state.Current.Revision).Max();
            file.Position = 0;
            var result = await store.ImportAsync(BackupReader.Read(file), replace, above, origin, cancellation);
            if (result is RestoreResult.Restored)
            {
                await TakeOverAsync();
            }

            return (result, backup);
        }
    }

    // The store may have another identity than the one that this gateway served; its operator has just decided for it.
    private async Task TakeOverAsync()
    {
        try
        {
            await sync.AcceptStoreAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidOperationException or StoreUnavailableException)
        {
            // It is restored; that this gateway refuses it, or can't read it now, is in its state and log, and comes in the answer by the revision in force.
        }
    }

    // A backup has the keys that gateways share, so nobody else may read it.
    private FileStream OpenTemporary()
    {
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(folder, $"restore.{Guid.NewGuid():N}.tmp");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // Without a name nothing of it is left after a crash.
            File.Delete(path);
        }

        return file;
    }
}

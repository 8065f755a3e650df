namespace Canary.Gateway.Storage;

/// <summary>The copy on disk of the services that were served last, so that a gateway starts while its store is down.</summary>
internal sealed class LastGoodCopy(string folder)
{
    public string Folder { get; } = folder;

    /// <summary>Replaces the copy durably (checksum, fsync, rename).</summary>
    public Task SaveAsync(StoreChanges everything, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The copy, or null where there is none or it is damaged (then <paramref name="problem"/> says how).</summary>
    public StoreChanges? Load(out string? problem) => throw new NotImplementedException();
}

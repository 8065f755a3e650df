namespace Canary.Gateway.Storage.Backups;

/// <summary>What became of a restore.</summary>
internal abstract record RestoreResult
{
    private RestoreResult()
    {
    }

    /// <summary>The store holds what the backup holds.</summary>
    /// <param name="Revision">Its revision, above that of the backup and above what gateways have applied.</param>
    internal sealed record Restored(long Revision) : RestoreResult;

    /// <summary>The store is not empty; nothing was changed.</summary>
    /// <param name="Revision">Its revision.</param>
    /// <param name="Services">How many services it has.</param>
    internal sealed record NotEmpty(long Revision, long Services) : RestoreResult;
}

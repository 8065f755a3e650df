using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Keeps the checks' progress of one service in the store: one document, written only by who leads, and only on the version that was read.</summary>
/// <remarks>One call at a time. Key: kind <see cref="DocumentKinds.Checks"/>, the service's name. Stays when the rollout ends; the next one's takes its place.</remarks>
internal sealed class ChecksStore(IGatewayStore store, Func<Lease?> lease, string service)
{
    private static readonly WriteOrigin Origin = new("rollout", null, "rollout.checks", null);

    private long _version;

    /// <summary>What is stored of a rollout, or null: nothing of use.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<ChecksDocument?> LoadAsync(string rollout)
    {
        var found = await store.FindDocumentAsync(DocumentKinds.Checks, service, CancellationToken.None);
        _version = found?.Version ?? 0;
        return found is null ? null : ChecksDocument.Read(found.Json, rollout);
    }

    /// <summary>Whether this gateway leads, as only then it writes.</summary>
    public bool CanSave => lease() is not null;

    /// <summary>Writes the document; a <see cref="WriteResult.Mismatch"/> where somebody else did meanwhile.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task<WriteResult> SaveAsync(ChecksDocument document)
    {
        if (lease() is not { } held)
        {
            return new WriteResult.LeaseLost();
        }

        var condition = _version == 0 ? WriteCondition.MustNotExist : WriteCondition.MustBe(_version);
        var write = new StoreWrite
        {
            Documents = [new DocumentWrite(DocumentKinds.Checks, service, document.Write(), condition)],
            Lease = held,
            Origin = Origin,
            Audited = false,
        };
        var result = await store.WriteAsync(write, CancellationToken.None);
        if (result is WriteResult.Accepted)
        {
            // One that was deleted before does not begin at 1.
            _version = _version > 0 ? _version + 1 : (await store.FindDocumentAsync(DocumentKinds.Checks, service, CancellationToken.None))?.Version ?? 0;
        }

        return result;
    }
}

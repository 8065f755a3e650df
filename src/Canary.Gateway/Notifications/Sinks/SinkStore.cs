using System.Text;
using Canary.Gateway.Notifications.Delivery;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>Sinks as they are stored, and how far deliveries to them are.</summary>
/// <remarks>Every call may throw <see cref="StoreUnavailableException"/>.</remarks>
internal sealed class SinkStore(IGatewayStore store)
{
    private const int MostAttempts = 20;
    private const int PageSize = 1_000;

    /// <summary>All sinks, by name; documents that can't be read are left out.</summary>
    public async Task<IReadOnlyList<StoredSink>> ListAsync(CancellationToken cancellation) =>
        [.. (await store.ReadDocumentsAsync(DocumentKinds.Sinks, cancellation)).Select(Read).OfType<StoredSink>()];

    /// <summary>One sink, or null.</summary>
    public async Task<StoredSink?> FindAsync(string name, CancellationToken cancellation) =>
        await store.FindDocumentAsync(DocumentKinds.Sinks, name, cancellation) is { } record ? Read(record) : null;

    /// <summary>Creates or replaces a sink. A new one is told what happens from now on.</summary>
    public async Task<WriteResult> WriteAsync(SinkConfig sink, StoredSink? known, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        var documents = new List<DocumentWrite> { new(DocumentKinds.Sinks, sink.Name, SinkDocument.Write(sink), condition) };
        if (known is null && await store.FindDocumentAsync(DocumentKinds.Deliveries, sink.Name, cancellation) is null)
        {
            documents.Add(new DocumentWrite(DocumentKinds.Deliveries, sink.Name, DeliveryProgress.From(await NewestAsync(cancellation)).Write(), WriteCondition.None));
        }

        return await store.WriteAsync(new StoreWrite { Documents = documents, Origin = origin }, cancellation);
    }

    /// <summary>Deletes a sink, with what it was not told yet.</summary>
    public async Task<WriteResult> DeleteAsync(string name, WriteCondition condition, WriteOrigin origin, CancellationToken cancellation)
    {
        var documents = new List<DocumentWrite> { new(DocumentKinds.Sinks, name, null, condition) };
        if (await store.FindDocumentAsync(DocumentKinds.Deliveries, name, cancellation) is not null)
        {
            documents.Add(new DocumentWrite(DocumentKinds.Deliveries, name, null, WriteCondition.None));
        }

        return await store.WriteAsync(new StoreWrite { Documents = documents, Origin = origin }, cancellation);
    }

    /// <summary>How far deliveries are, and the version of that document; 0 where there is none yet.</summary>
    public async Task<(DeliveryProgress Progress, long Version)> ProgressAsync(string sink, CancellationToken cancellation) =>
        await store.FindDocumentAsync(DocumentKinds.Deliveries, sink, cancellation) is { } known
            ? (DeliveryProgress.Read(known.Json), known.Version)
            : (DeliveryProgress.From(0), 0);

    /// <summary>Puts dead letters back in line.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="id">The event's id; null: all.</param>
    /// <param name="origin">Who asks.</param>
    /// <param name="now">The time, by the store's clock.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>How many; null where there is no such sink.</returns>
    public async Task<int?> ResendAsync(string sink, string? id, WriteOrigin origin, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await FindAsync(sink, cancellation) is null)
        {
            return null;
        }

        for (var attempt = 1; ; attempt++)
        {
            var (progress, version) = await ProgressAsync(sink, cancellation);
            var chosen = progress.Dead.Count(dead => Wants(dead, id));
            if (chosen == 0)
            {
                return 0;
            }

            var result = await store.WriteAsync(
                new StoreWrite
                {
                    Documents = [new DocumentWrite(DocumentKinds.Deliveries, sink, progress.Resend(dead => Wants(dead, id), now).Write(), WriteCondition.MustBe(version))],
                    Origin = origin,
                },
                cancellation);
            if (result is WriteResult.Accepted)
            {
                return chosen;
            }

            if (attempt == MostAttempts)
            {
                throw new StoreUnavailableException("Deliveries go on so fast that nothing could be put between; try again.");
            }
        }
    }

    private static bool Wants(DeadLetter dead, string? id) => dead.Json.Length > 0 && (id is null || dead.Id == id);

    private static StoredSink? Read(StoredRecord record) =>
        SinkDocument.Read(Encoding.UTF8.GetBytes(record.Json), record.Name) is { IsValid: true, Value: var sink } ? new StoredSink(sink, record.Version) : null;

    private async Task<long> NewestAsync(CancellationToken cancellation)
    {
        for (var newest = 0L; ;)
        {
            var page = await store.ReadOutboxAsync(newest, PageSize, cancellation);
            if (page.Count == 0)
            {
                return newest;
            }

            newest = page[^1].Sequence;
        }
    }
}

/// <summary>A sink, and the version of its document.</summary>
internal sealed record StoredSink(SinkConfig Config, long Version);

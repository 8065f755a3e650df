using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;

namespace Canary.Gateway.Tests.Admin;

/// <summary>A store that can be taken away and brought back, and that counts who listens to it.</summary>
internal sealed class StoreWithOutage(IGatewayStore inner) : IGatewayStore
{
    private int _listeners;

    public event Action<long>? Announced
    {
        add
        {
            Interlocked.Increment(ref _listeners);
            inner.Announced += value;
        }

        remove
        {
            Interlocked.Decrement(ref _listeners);
            inner.Announced -= value;
        }
    }

    public volatile bool IsDown;

    public int Listeners => Volatile.Read(ref _listeners);

    public bool IsConnected => !IsDown && inner.IsConnected;

    public ITrafficBoard Board => Inner.Board;

    private IGatewayStore Inner => IsDown ? throw new StoreUnavailableException("taken away by the test, with a secret detail") : inner;

    public Task StartAsync(CancellationToken cancellation) => inner.StartAsync(cancellation);

    public async Task<StoreChanges> ReadAsync(long sinceRevision, CancellationToken cancellation) => await Inner.ReadAsync(sinceRevision, cancellation);

    public async Task<(long NextCursor, IReadOnlyList<StoredDocument> Documents)> ScanAsync(long cursor, int count, CancellationToken cancellation) =>
        await Inner.ScanAsync(cursor, count, cancellation);

    public async Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation) => await Inner.WriteAsync(write, cancellation);

    public async Task<long> ReseedAsync(string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation) =>
        await Inner.ReseedAsync(storeId, aboveRevision, services, origin, cancellation);

    public IAsyncEnumerable<BackupRecord> ExportAsync(CancellationToken cancellation) => Inner.ExportAsync(cancellation);

    public async Task<RestoreResult> ImportAsync(IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin, CancellationToken cancellation) =>
        await Inner.ImportAsync(records, replace, aboveRevision, origin, cancellation);

    public async Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(string service, long? beforeRevision, int limit, CancellationToken cancellation) =>
        await Inner.ReadHistoryAsync(service, beforeRevision, limit, cancellation);

    public async Task<IReadOnlyList<HistoryEntry>> ReadEventsAsync(long sinceRevision, int limit, CancellationToken cancellation) =>
        await Inner.ReadEventsAsync(sinceRevision, limit, cancellation);

    public async Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) => await Inner.AppendAuditAsync(entry, cancellation);

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(long? beforeId, int limit, CancellationToken cancellation) =>
        await Inner.ReadAuditAsync(beforeId, limit, cancellation);

    public async Task AnnounceInstanceAsync(InstanceInfo instance, CancellationToken cancellation) => await Inner.AnnounceInstanceAsync(instance, cancellation);

    public async Task RemoveInstanceAsync(string instanceId, CancellationToken cancellation) => await Inner.RemoveInstanceAsync(instanceId, cancellation);

    public async Task<IReadOnlyList<InstanceInfo>> ReadInstancesAsync(TimeSpan maxAge, CancellationToken cancellation) =>
        await Inner.ReadInstancesAsync(maxAge, cancellation);

    public event Action? LeaseFreed
    {
        add => inner.LeaseFreed += value;
        remove => inner.LeaseFreed -= value;
    }

    public async Task<IReadOnlyList<StoredRecord>> ReadDocumentsAsync(string kind, CancellationToken cancellation) => await Inner.ReadDocumentsAsync(kind, cancellation);

    public async Task<StoredRecord?> FindDocumentAsync(string kind, string name, CancellationToken cancellation) => await Inner.FindDocumentAsync(kind, name, cancellation);

    public async Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(long sequence, int limit, CancellationToken cancellation) =>
        await Inner.ReadOutboxAsync(sequence, limit, cancellation);

    public async Task TrimOutboxAsync(long sequence, CancellationToken cancellation) => await Inner.TrimOutboxAsync(sequence, cancellation);

    public async Task<(Lease? Lease, DateTimeOffset Now)> TakeLeaseAsync(string holder, TimeSpan duration, CancellationToken cancellation) =>
        await Inner.TakeLeaseAsync(holder, duration, cancellation);

    public async Task FreeLeaseAsync(Lease lease, CancellationToken cancellation) => await Inner.FreeLeaseAsync(lease, cancellation);

    public async Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellation) => await Inner.ReadTimeAsync(cancellation);

    public async Task ReportAsync(string holder, IReadOnlyList<RolloutCount> counts, CancellationToken cancellation) => await Inner.ReportAsync(holder, counts, cancellation);

    public async Task<IReadOnlyList<RolloutCount>> ReadCountsAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) =>
        await Inner.ReadCountsAsync(rollouts, cancellation);

    public async Task ReportEvidenceAsync(string holder, IReadOnlyList<EvidenceReport> reports, CancellationToken cancellation) => await Inner.ReportEvidenceAsync(holder, reports, cancellation);

    public async Task<IReadOnlyList<EvidenceRow>> ReadEvidenceAsync(IReadOnlyList<string> rollouts, CancellationToken cancellation) => await Inner.ReadEvidenceAsync(rollouts, cancellation);

    public async Task ForgetEvidenceAsync(string rollout, int step, CancellationToken cancellation) => await Inner.ForgetEvidenceAsync(rollout, step, cancellation);

    public async Task SaveJudgementsAsync(IReadOnlyDictionary<string, string> judgements, CancellationToken cancellation) => await Inner.SaveJudgementsAsync(judgements, cancellation);

    public async Task<string?> ReadJudgementAsync(string rollout, CancellationToken cancellation) => await Inner.ReadJudgementAsync(rollout, cancellation);

    public async Task<ExposureShare> ExposeAsync(ExposureRequest request, CancellationToken cancellation) => await Inner.ExposeAsync(request, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

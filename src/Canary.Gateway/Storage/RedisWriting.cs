using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>What the Redis store writes of services, documents and events: each call one script, and so one atomic step.</summary>
internal sealed class RedisWriting(RedisConnection connection, RedisKeys keys, StoreOptions options)
{
    /// <summary>Events that the outbox keeps; beyond, the oldest go.</summary>
    public const int EventsKept = 100_000;

    /// <inheritdoc cref="IServiceStore.WriteAsync"/>
    public async Task<WriteResult> WriteAsync(StoreWrite write, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await connection.EvaluateAsync(
            RedisWriteScripts.Write,
            keys.State,
            [
                .. Arguments(write.Origin), write.StoreId ?? "", write.AppliedRevision, Guid.NewGuid().ToString("N"),
                write.Lease is { } lease ? RedisLease.ValueOf(lease) : "", write.Audited ? 1 : 0, keys.DocumentsPrefix, EventsKept,
                write.Services.Count, write.Documents.Count, write.Events.Count,
                .. write.Services.SelectMany(service => new RedisValue[]
                {
                    service.Name, service.Document is null ? 1 : 0, service.Document ?? "", service.State ?? "", RedisEntries.Write(service.MatchKeys), Wanted(service.Condition),
                }),
                .. write.Documents.SelectMany(document => new RedisValue[]
                {
                    document.Kind, document.Name, document.Json is null ? 1 : 0, document.Json ?? "", Wanted(document.Condition),
                }),
                .. write.Events.SelectMany(told => new RedisValue[] { told.Key, told.Json }),
            ],
            cancellation,
            writes: true))!;
        return (string?)reply[0] switch
        {
            "accepted" => new WriteResult.Accepted((long)reply[1], Created: (long)reply[2] == 1),
            "mismatch" => new WriteResult.Mismatch((string)reply[1]!, (long)reply[2] is var current and >= 0 ? current : null),
            "conflict" => new WriteResult.MatchConflict((string)reply[1]!, (string)reply[2]!),
            "lease" => new WriteResult.LeaseLost(),
            _ => new WriteResult.Behind((long)reply[1]),
        };
    }

    /// <inheritdoc cref="IServiceStore.ReseedAsync"/>
    public async Task<long> ReseedAsync(
        string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin, CancellationToken cancellation)
    {
        var seeds = services.SelectMany(s => new RedisValue[] { s.Name, s.Document, s.State ?? "", RedisEntries.Write(s.MatchKeys) });
        return (long)await connection.EvaluateAsync(
            RedisWriteScripts.Reseed, keys.State, [.. Arguments(origin), storeId, aboveRevision, .. seeds], cancellation, writes: true, bulk: true);
    }

    /// <inheritdoc cref="IServiceStore.AppendAuditAsync"/>
    public Task AppendAuditAsync(AuditEntry entry, CancellationToken cancellation) =>
        connection.EvaluateAsync(
            RedisWriteScripts.Audit,
            keys.State,
            [.. Arguments(entry.Origin), RedisEntries.Write(new RedisEntries.Attempt(0, 0, entry.Origin, entry.Service, entry.Status, entry.Revision, entry.Detail))],
            cancellation,
            writes: true);

    internal RedisValue[] Arguments(WriteOrigin origin) =>
        [options.HistoryPerService, options.AuditEntries, keys.HistoryPrefix, keys.Channel, RedisEntries.Write(origin)];

    private static RedisValue Wanted(WriteCondition condition) => condition.Revision is { } wanted ? wanted : "";
}

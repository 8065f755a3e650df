using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>What every store must do. Each kind of store inherits it; every test has a store of its own.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private protected const int VersionsKept = 5;
    private protected const int EntriesKept = 20;
    private protected static readonly WriteOrigin Origin = new("ann", "10.0.0.7", "service.replace", "because");

    private protected StoreOptions Options { get; } = new() { HistoryPerService = VersionsKept, AuditEntries = EntriesKept };

    private protected IGatewayStore Store { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store over this test's data, not started.</summary>
    private protected abstract IGatewayStore Create();

    /// <summary>What a restart of the gateway, and of a server behind it, comes to.</summary>
    private protected virtual async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
    }

    private protected async Task<IGatewayStore> OpenAsync()
    {
        var store = Create();
        await store.StartAsync(default);
        return store;
    }

    private protected Task<WriteResult> WriteAsync(
        string name, string? document = "{}", WriteCondition condition = default, string[]? matches = null, string? storeId = null, long applied = 0) =>
        Store.WriteAsync(StoreWrite.Of(new ServiceWrite(name, document, null, matches ?? [], condition), Origin, storeId, applied), default);

    private protected Task<WriteResult> DeleteAsync(string name, WriteCondition condition = default) => WriteAsync(name, document: null, condition);

    private protected Task<StoreChanges> ReadAsync(long since = 0) => Store.ReadAsync(since, default);

    private protected async Task<string?> DocumentAsync(string name) =>
        (await ReadAsync()).Written.SingleOrDefault(service => service.Name == name)?.Document;

    private protected static WriteResult Accepted(long revision, bool created = false) => new WriteResult.Accepted(revision, created);

    private protected static WriteResult Mismatch(long? current) => new WriteResult.Mismatch("shop", current);
}

using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>What counts as changed behind the store's back.</summary>
public sealed class StoreScrubTests : IAsyncLifetime
{
    private const string Document = """{"name":"shop","variants":{"stable":{"destinations":["http://127.0.0.1:1"]}}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("canary-scrub-").FullName;
    private FileStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = new FileStore(new StoreOptions { Path = _folder }, TimeProvider.System, NullLogger<FileStore>.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_state_in_other_words_is_no_change()
    {
        await WriteAsync("""{ "owner": { "hash": "ab12", "file": "shop.yaml", "allowsApiChanges": false } }""");
        var snapshot = SnapshotBuilder.Build(Snapshot.Empty, await _store.ReadAsync(0, default), out var refusal).ShouldNotBeNull(refusal);

        (await new StoreScrub(_store).CheckSliceAsync(snapshot, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_state_at_the_same_revision_is_one()
    {
        await WriteAsync("""{"owner":{"file":"shop.yaml","hash":"ab12"}}""");
        var served = (await _store.ReadAsync(0, default)).Written.Single() with { State = """{"owner":{"file":"other.yaml","hash":"ab12"}}""" };
        var snapshot = SnapshotBuilder.Build(Snapshot.Empty, new StoreChanges("", 1, [served], []), out var refusal).ShouldNotBeNull(refusal);

        (await new StoreScrub(_store).CheckSliceAsync(snapshot, default)).ShouldNotBeNull().Single().ShouldContain("service 'shop'");
    }

    private Task<WriteResult> WriteAsync(string state) => _store.WriteAsync(
        StoreWrite.Of(new ServiceWrite("shop", Document, state, ["*|/"], WriteCondition.None), new WriteOrigin("ann", null, "service.replace", null)), default);
}

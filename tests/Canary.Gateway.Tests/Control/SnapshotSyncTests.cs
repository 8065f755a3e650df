using Canary.Core.Selection;
using Canary.Gateway.Control;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.Tests.Control;

/// <summary>How a gateway follows its store; on a real file store, with a consumer that records what it is given.</summary>
public sealed class SnapshotSyncTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-sync-").FullName;
    private readonly SnapshotState _state = new();
    private readonly Recorder _consumer = new();
    private readonly WriteOrigin _origin = new("tester", null, "service.replace", null);
    private FileStore _store = null!;
    private SnapshotSync _sync = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new StoreOptions { Path = _folder, PollInterval = TimeSpan.FromMilliseconds(50) };
        _store = new FileStore(options, TimeProvider.System, NullLogger<FileStore>.Instance);
        _sync = new SnapshotSync(_store, _state, new GatewayMetrics(TimeProvider.System, "1.0.0"), options, TimeProvider.System, NullLogger<SnapshotSync>.Instance);
        await _store.StartAsync(CancellationToken.None);
        await _sync.StartAsync(_consumer, null, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _sync.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_empty_store_is_a_loaded_snapshot_without_services()
    {
        _state.IsLoaded.ShouldBeTrue();
        _state.Current.Services.ShouldBeEmpty();
        await WriteAsync("shop");
        await _sync.WaitForAsync(1, CancellationToken.None);
        _state.Current.Services.Keys.ShouldBe(["shop"]);
    }

    [Fact]
    public async Task A_snapshot_that_the_proxy_refuses_does_not_come_into_force_until_it_takes_it()
    {
        _consumer.Refuses = true;
        await WriteAsync("shop");
        await Eventually.TrueAsync(() => _state.Refusal == "not this one", "the refusal");
        _state.Current.Revision.ShouldBe(0);

        _consumer.Refuses = false;
        await _sync.WaitForAsync(1, CancellationToken.None);
        _state.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task An_invalid_document_is_refused_until_it_is_written_anew()
    {
        await WriteAsync("shop");
        await _sync.WaitForAsync(1, CancellationToken.None);
        await WriteAsync("cart", "{}");
        await Eventually.TrueAsync(() => _state.Refusal?.StartsWith("service 'cart' at revision 2:", StringComparison.Ordinal) == true, "the refusal");
        _state.Current.Services.Keys.ShouldBe(["shop"]);
        _state.StoreRevision.ShouldBe(2);

        await WriteAsync("cart");
        await _sync.WaitForAsync(3, CancellationToken.None);
        _state.Refusal.ShouldBeNull();
        _state.Current.Services.Keys.Order().ShouldBe(["cart", "shop"]);
    }

    [Fact]
    public async Task Revisions_come_into_force_in_rising_order_and_the_last_one_wins()
    {
        for (var i = 0; i < 50; i++)
        {
            await WriteAsync("shop");
        }

        await _sync.WaitForAsync(50, CancellationToken.None);
        _consumer.Revisions.ShouldBe(_consumer.Revisions.Order());
        _consumer.Revisions[^1].ShouldBe(50);
    }

    private async Task WriteAsync(string name, string? document = null)
    {
        document ??= $$"""{"name": "{{name}}", "match": {"path": "/{{name}}"}, "variants": {"stable": {"destinations": ["http://127.0.0.1:1"] } } }""";
        var result = await _store.WriteAsync(
            StoreWrite.Of(new ServiceWrite(name, document, null, [$"*|/{name}"], WriteCondition.None), _origin), CancellationToken.None);
        result.ShouldBeOfType<WriteResult.Accepted>();
    }

    private sealed class Recorder : ISnapshotConsumer
    {
        public volatile bool Refuses;

        public List<long> Revisions { get; } = [];

        public Task ApplyAsync(Snapshot snapshot, CancellationToken cancellation)
        {
            if (Refuses)
            {
                throw new InvalidOperationException("not this one");
            }

            Revisions.Add(snapshot.Revision);
            return Task.CompletedTask;
        }
    }
}

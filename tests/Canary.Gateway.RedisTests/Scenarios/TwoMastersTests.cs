using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Scenarios;

/// <summary>A replica takes over while its old master still answers some: no update is lost unseen, and no two leaders write.</summary>
public sealed class TwoMastersTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-masters-").FullName;
    private RedisServer _master = null!;
    private RedisServer _replica = null!;
    private TcpLink _link = null!;

    public async ValueTask InitializeAsync()
    {
        _master = await RedisServer.StartAsync(appendOnly: true);
        _replica = await RedisServer.StartAsync(appendOnly: true);
        _link = TcpLink.To(_master.Port);
        await _replica.CommandAsync("REPLICAOF", "127.0.0.1", $"{_link.Port}");
        await Eventually.TrueAsync(async () => (await _replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows");
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _replica.DisposeAsync();
        await _master.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Writes_of_both_sides_are_compared_by_revision_and_the_lost_one_is_refused_when_it_is_built_upon()
    {
        await using var store = await OpenAsync(_master.Port);
        await WriteAsync(store, "shop", WriteCondition.None, 0);
        await ReplicatedAsync();
        await SplitAsync();
        await using var other = await OpenAsync(_replica.Port);

        (await WriteAsync(store, "shop", WriteCondition.MustBe(1), 1)).ShouldBe(new WriteResult.Accepted(2, Created: false));
        (await WriteAsync(other, "shop", WriteCondition.MustBe(1), 1)).ShouldBe(new WriteResult.Accepted(2, Created: false));
        (await WriteAsync(other, "shop", WriteCondition.MustBe(2), 2)).ShouldBe(new WriteResult.Accepted(3, Created: false));
        (await WriteAsync(other, "shop", WriteCondition.MustBe(3), 3)).ShouldBe(new WriteResult.Accepted(4, Created: false));

        // The old master becomes a replica, and whoever wrote there is led to the new one.
        await using var led = await OpenAsync(_replica.Port);
        (await WriteAsync(led, "shop", WriteCondition.MustBe(2), 2)).ShouldBe(new WriteResult.Mismatch("shop", 4));
        (await WriteAsync(led, "shop", WriteCondition.None, 9)).ShouldBe(new WriteResult.Behind(4));
    }

    [Fact]
    public async Task A_leader_of_the_old_master_writes_nothing_at_the_new_one_also_with_the_same_token()
    {
        await using var store = await OpenAsync(_master.Port);
        await WriteAsync(store, "shop", WriteCondition.None, 0);
        await ReplicatedAsync();
        await SplitAsync();
        var (old, _) = await store.TakeLeaseAsync("one", TimeSpan.FromMinutes(5), default);
        await using var other = await OpenAsync(_replica.Port);
        var (now, _) = await other.TakeLeaseAsync("two", TimeSpan.FromMinutes(5), default);
        now!.Token.ShouldBe(old!.Token);

        (await WriteAsync(other, "shop", WriteCondition.None, 1, old)).ShouldBe(new WriteResult.LeaseLost());
        (await WriteAsync(other, "shop", WriteCondition.None, 1, now)).ShouldBe(new WriteResult.Accepted(2, Created: false));
        (await other.TakeLeaseAsync("one", TimeSpan.FromMinutes(5), default)).Lease.ShouldBeNull();
    }

    [Fact]
    public async Task An_old_master_without_its_replica_takes_no_writes_where_it_is_told_to_need_one()
    {
        await using var store = await OpenAsync(_master.Port);
        await WriteAsync(store, "shop", WriteCondition.None, 0);
        await _master.CommandAsync("CONFIG", "SET", "min-replicas-to-write", "1", "min-replicas-max-lag", "1");
        await SplitAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await WriteAsync(store, "shop", WriteCondition.None, 1);
                    return false;
                }
                catch (StoreUnavailableException e)
                {
                    return e.Message.Contains("NOREPLICAS", StringComparison.Ordinal);
                }
            },
            "the old master refuses");
    }

    [Fact]
    public async Task A_gateway_that_has_applied_what_a_failover_lost_takes_what_the_store_has_instead()
    {
        await using (var gateway = await StartAsync(_master.Port))
        {
            await gateway.PutServiceAsync("shop", ServiceJson("shop", 10));
            await ReplicatedAsync();
            await SplitAsync();
            await gateway.PutWeightsAsync("shop", new { canary = 77 });
            await gateway.PutServiceAsync("lost", ServiceJson("lost", 1));
        }

        await using var other = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _replica.Configuration));
        await other.PutServiceAsync("cart", ServiceJson("cart", 5));
        await other.PutServiceAsync("cart", ServiceJson("cart", 6));
        await using var moved = await StartAsync(_replica.Port);
        await Eventually.TrueAsync(
            () => moved.Services.Snapshots.Current.Services.Keys.Order(StringComparer.Ordinal).SequenceEqual(["cart", "shop"]),
            "what the new master holds is in force");
        moved.Services.Snapshots.Current.Services.Find("shop")!.Config.WeightOf("canary").Hundredths.ShouldBe(1_000);
        moved.Services.Snapshots.Current.Revision.ShouldBe(3);
        await Eventually.TrueAsync(() => moved.Services.Snapshots.Refusal is null, "nothing is refused");
        moved.Log.Lines.ShouldContain(line => line.Contains("The store lost writes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_takes_other_writes_for_lost_ones_that_had_their_revisions_and_what_was_deleted_by_a_lost_one()
    {
        await using (var gateway = await StartAsync(_master.Port))
        {
            await gateway.PutServiceAsync("shop", ServiceJson("shop", 10));
            await gateway.PutServiceAsync("kept", ServiceJson("kept", 10));
            await ReplicatedAsync();
            await SplitAsync();
            await gateway.PutWeightsAsync("shop", new { canary = 77 });
            (await gateway.Admin.DeleteAsync("/api/v1/services/kept")).EnsureSuccessStatusCode();
        }

        await using var other = await GatewayUnderTest.StartAsync(("Store:Kind", "Redis"), ("Store:Redis", _replica.Configuration));
        await other.PutWeightsAsync("shop", new { canary = 33 });
        await other.PutServiceAsync("cart", ServiceJson("cart", 5));
        await using var moved = await StartAsync(_replica.Port);
        moved.Services.Snapshots.Current.Revision.ShouldBe(4);
        await Eventually.TrueAsync(
            () => moved.Services.Snapshots.Current.Services.Keys.Order(StringComparer.Ordinal).SequenceEqual(["cart", "kept", "shop"]),
            "what the new master holds is in force");
        moved.Services.Snapshots.Current.Services.Find("shop")!.Config.WeightOf("canary").Hundredths.ShouldBe(3_300);
        await Eventually.TrueAsync(() => moved.Services.Snapshots.Refusal is null, "nothing is refused");
    }

    private static Task<WriteResult> WriteAsync(IGatewayStore store, string name, WriteCondition condition, long applied, Lease? lease = null) => store.WriteAsync(
        StoreWrite.Of(new ServiceWrite(name, "{}", null, [], condition), new WriteOrigin("test", null, "test", null), null, applied) with { Lease = lease }, default);

    private static async Task<IGatewayStore> OpenAsync(int port)
    {
        var store = new RedisStore(new StoreOptions { Redis = $"127.0.0.1:{port}" }, TimeProvider.System, NullLogger<RedisStore>.Instance);
        await store.StartAsync(default);
        return store;
    }

    private static string ServiceJson(string name, int canary) => $$"""
        {
          "name": "{{name}}", "match": { "path": "/{{name}}" }, "weights": { "stable": {{100 - canary}}, "canary": {{canary}} },
          "variants": { "stable": { "destinations": ["http://127.0.0.1:1"] }, "canary": { "destinations": ["http://127.0.0.1:1"] } }
        }
        """;

    private Task<GatewayUnderTest> StartAsync(int port) => GatewayUnderTest.StartAsync(
        ("Store:Kind", "Redis"), ("Store:Redis", $"127.0.0.1:{port}"), ("Store:Path", _folder), ("Store:PollInterval", "100ms"));

    private Task ReplicatedAsync() => Eventually.TrueAsync(
        async () => await _master.CommandAsync("GET", "{canary}:revision") == await _replica.CommandAsync("GET", "{canary}:revision"), "the replica has everything");

    private async Task SplitAsync()
    {
        _link.Cut();
        await _replica.CommandAsync("REPLICAOF", "NO", "ONE");
    }
}

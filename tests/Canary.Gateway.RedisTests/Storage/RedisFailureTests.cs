using System.Diagnostics;
using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>The Redis store while its server is down, hangs, is restarted or emptied.</summary>
public sealed class RedisFailureTests : IAsyncLifetime
{
    // Wide enough for a busy machine, and what the admin API promises.
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(2);

    private RedisServer _server = null!;
    private RedisStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _store = new RedisStore(new StoreOptions { Redis = _server.Configuration }, TimeProvider.System, NullLogger<RedisStore>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_store_starts_without_its_server_and_finds_it_later()
    {
        await _server.KillAsync();
        await _store.StartAsync(default);
        _store.IsConnected.ShouldBeFalse();
        await UnavailableAsync(() => WriteAsync("1"));

        await _server.RestartAsync();
        await Eventually.TrueAsync(ReachableAsync, "the store finds its server");
        await AnnouncesAsync(() => WriteAsync("1"), 1);
    }

    [Fact]
    public async Task A_killed_server_is_noticed_in_time_and_used_again_with_announcements()
    {
        await _store.StartAsync(default);
        await WriteAsync("1");
        _store.IsConnected.ShouldBeTrue();

        await _server.KillAsync();
        await UnavailableAsync(() => WriteAsync("2"));
        await UnavailableAsync(() => _store.ReadAsync(0, default));
        _store.IsConnected.ShouldBeFalse();

        await AnnouncesAsync(() => _server.RestartAsync(), 0);
        await Eventually.TrueAsync(ReachableAsync, "the store is used again");
        _store.IsConnected.ShouldBeTrue();
        await AnnouncesAsync(() => WriteAsync("1"), 1);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_in_time_and_gets_no_writes_meanwhile()
    {
        await _store.StartAsync(default);
        await WriteAsync("1");
        await _server.PauseAsync();

        (await UnavailableAsync(() => WriteAsync("2"))).Message.ShouldContain("may have been accepted");
        _store.IsConnected.ShouldBeFalse();
        await UnavailableAsync(() => _store.ReadAsync(0, default));
        (await UnavailableAsync(() => WriteAsync("3"))).Message.ShouldNotContain("may have been accepted");
        (await UnavailableAsync(() => _store.ReseedAsync("x", 0, [], Origin, default))).Message.ShouldNotContain("may have been accepted");

        await _server.ResumeAsync();
        await Eventually.TrueAsync(ReachableAsync, "the store is used again");
        (await _store.ReadAsync(0, default)).Written.Single().ShouldBe(new StoredDocument("shop", 2, "2"));
    }

    [Fact]
    public async Task An_emptied_server_shows_revision_0_and_takes_no_write_of_who_knew_more()
    {
        await _store.StartAsync(default);
        await WriteAsync("1");
        var id = (await _store.ReadAsync(0, default)).StoreId;
        await _server.CommandAsync("FLUSHALL");

        var changes = await _store.ReadAsync(1, default);
        (changes.StoreId, changes.Revision, changes.Written.Count).ShouldBe(("", 0, 0));
        var write = StoreWrite.Of(new ServiceWrite("shop", "2", null, [], WriteCondition.None), Origin, id, 1);
        (await _store.WriteAsync(write, default)).ShouldBe(new WriteResult.Behind(0));
    }

    [Fact]
    public async Task A_server_without_memory_left_refuses_writes_with_its_reason()
    {
        await _store.StartAsync(default);
        await _server.CommandAsync("CONFIG", "SET", "maxmemory", "1");

        (await UnavailableAsync(() => WriteAsync("1"))).Message.ShouldContain("OOM");
        (await _store.ReadAsync(0, default)).Revision.ShouldBe(0);
        await _server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        (await WriteAsync("1")).ShouldBe(new WriteResult.Accepted(1, Created: true));
    }

    [Fact]
    public async Task A_password_is_used_and_never_shown()
    {
        await _server.CommandAsync("CONFIG", "SET", "requirepass", "s3cret");
        await using var wrong = new RedisStore(
            new StoreOptions { Redis = _server.Configuration + ",password=wr0ng" }, TimeProvider.System, NullLogger<RedisStore>.Instance);
        await wrong.StartAsync(default);
        (await UnavailableAsync(() => wrong.ReadAsync(0, default))).ToString().ShouldNotContain("wr0ng");

        await using var right = new RedisStore(
            new StoreOptions { Redis = _server.Configuration + ",password=s3cret" }, TimeProvider.System, NullLogger<RedisStore>.Instance);
        await right.StartAsync(default);
        (await right.ReadAsync(0, default)).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_is_found_by_its_host_name()
    {
        await using var store = new RedisStore(
            new StoreOptions { Redis = $"localhost:{_server.Port}" }, TimeProvider.System, NullLogger<RedisStore>.Instance);
        await store.StartAsync(default);
        (await store.ReadAsync(0, default)).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_host_name_that_cannot_be_resolved_is_tried_again()
    {
        await using var store = new RedisStore(
            new StoreOptions { Redis = "redis.invalid:6379" }, TimeProvider.System, NullLogger<RedisStore>.Instance);
        await store.StartAsync(default);
        (await UnavailableAsync(() => store.ReadAsync(0, default))).Message.ShouldContain("redis.invalid:6379");
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so()
    {
        await _store.StartAsync(default);
        await Should.ThrowAsync<OperationCanceledException>(() => _store.ReadAsync(0, new CancellationToken(canceled: true)));
    }

    private static WriteOrigin Origin { get; } = new("ann", null, "service.replace", null);

    private static async Task<StoreUnavailableException> UnavailableAsync(Func<Task> call)
    {
        var took = Stopwatch.StartNew();
        var unavailable = await Should.ThrowAsync<StoreUnavailableException>(call);
        took.Elapsed.ShouldBeLessThan(InTime);
        return unavailable;
    }

    private Task<WriteResult> WriteAsync(string document) =>
        _store.WriteAsync(StoreWrite.Of(new ServiceWrite("shop", document, null, [], WriteCondition.None), Origin), default);

    private async Task<bool> ReachableAsync()
    {
        try
        {
            await _store.ReadAsync(0, default);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task AnnouncesAsync(Func<Task> action, long expected)
    {
        var announced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(long revision)
        {
            if (revision == expected)
            {
                announced.TrySetResult();
            }
        }

        _store.Announced += Hear;
        await action();
        await announced.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _store.Announced -= Hear;
    }
}

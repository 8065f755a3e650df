namespace Canary.TestKit;

/// <summary>Two real redis-servers with their data on disk, of which one follows the other; they can change places.</summary>
public sealed class RedisPair : IAsyncDisposable
{
    private RedisPair(RedisServer first, RedisServer second) => (Master, Replica) = (first, second);

    /// <summary>Takes the writes.</summary>
    public RedisServer Master { get; private set; }

    /// <summary>Follows.</summary>
    public RedisServer Replica { get; private set; }

    /// <summary>The StackExchange.Redis configuration with both, which finds the master within 2 s after they changed places.</summary>
    public string Configuration => $"{Master.Configuration},{Replica.Configuration},configCheckSeconds=2";

    /// <summary>Starts both, and waits until one follows the other.</summary>
    /// <param name="address">Where they listen. Default 127.0.0.1.</param>
    public static async Task<RedisPair> StartAsync(string address = "127.0.0.1")
    {
        var pair = new RedisPair(await RedisServer.StartAsync(appendOnly: true, address), await RedisServer.StartAsync(appendOnly: true, address));
        await pair.Replica.CommandAsync("REPLICAOF", address, $"{pair.Master.Port}");
        await pair.FollowsAsync();
        return pair;
    }

    /// <summary>The master is gone at once, and the replica, which has all that the master answered, takes its place.</summary>
    public async Task FailOverAsync()
    {
        await Master.CommandAsync("CLIENT", "PAUSE", "5000", "WRITE");
        await Eventually.TrueAsync(async () => await OffsetAsync(Master, "master_repl_offset") == await OffsetAsync(Replica, "slave_repl_offset"), "the replica has everything");
        await Master.KillAsync();
        await Replica.CommandAsync("REPLICAOF", "NO", "ONE");
        (Master, Replica) = (Replica, Master);
    }

    /// <summary>Brings the one that was killed back, as the replica of the other.</summary>
    public async Task BringBackAsync()
    {
        await Replica.RestartAsync(keepData: true, Master);
        await FollowsAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Replica.DisposeAsync();
        await Master.DisposeAsync();
    }

    private static async Task<string> OffsetAsync(RedisServer server, string field) =>
        (await server.CommandAsync("INFO", "replication")).Split('\n').Single(line => line.StartsWith(field + ":", StringComparison.Ordinal)).Split(':')[1].Trim();

    private Task FollowsAsync() => Eventually.TrueAsync(
        async () => (await Replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows");
}

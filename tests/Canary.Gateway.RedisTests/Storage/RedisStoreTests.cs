using Canary.Gateway.Storage;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>The Redis store: the contract, on one server that keeps its data over restarts.</summary>
public sealed class RedisStoreTests(RedisStoreTests.Server server) : StoreContract, IClassFixture<RedisStoreTests.Server>
{
    public override ValueTask InitializeAsync()
    {
        Options.Kind = StoreKind.Redis;
        Options.Redis = server.Redis.Configuration;
        Options.KeyPrefix = $"test-{Guid.NewGuid():N}";
        return base.InitializeAsync();
    }

    [Fact]
    public async Task All_keys_are_under_the_prefix_in_one_slot()
    {
        await WriteAsync("shop", matches: ["a|/"]);
        await DeleteAsync("shop");
        await WriteAsync("shop", matches: ["a|/"]);
        await Store.ReseedAsync("mine", 9, [new("shop", "{}", ["a|/"])], Origin, default);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw", "1", 1, default, default), default);
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "1")], Events = [new("r", "{}")], Origin = Origin });
        await Store.TakeLeaseAsync("one", TimeSpan.FromMinutes(1), default);
        await Store.ReportAsync("one", [new("r", 1, 1)], default);
        await Store.ExposeAsync(new ExposureRequest("r", 1_000, 1, 5, [1]), default);
        await Store.ReportEvidenceAsync("one", [new EvidenceReport("r", 0, 1, [1], [2])], default);

        var keys = (await server.Redis.CommandAsync("KEYS", $"*{Options.KeyPrefix}*")).Split('\n');
        keys.Length.ShouldBeGreaterThan(19);
        keys.ShouldAllBe(key => key.StartsWith($"{{{Options.KeyPrefix}}}:"));
    }

    [Fact]
    public async Task A_write_at_one_gateway_is_announced_at_another()
    {
        await using var other = Create();
        var announced = 0L;
        other.Announced += revision => Volatile.Write(ref announced, revision);
        await other.StartAsync(default);
        await WriteAsync("shop");
        await Eventually.TrueAsync(() => Volatile.Read(ref announced) == 1, "the other gateway hears of revision 1");
    }

    [Fact]
    public async Task A_document_that_was_damaged_behind_the_stores_back_comes_as_it_is()
    {
        await WriteAsync("shop", "{}");
        await server.Redis.CommandAsync("HSET", $"{{{Options.KeyPrefix}}}:services", "shop", "{\"broken", "byHand", "garbage");

        (await ReadAsync()).Written.OrderBy(s => s.Name, StringComparer.Ordinal).ShouldBe([new("byHand", 0, "garbage"), new("shop", 1, "{\"broken")]);
        (await Store.ScanAsync(0, 10, default)).Documents.ShouldContain(new StoredDocument("shop", 1, "{\"broken"));
        (await WriteAsync("shop", "{\"whole\":1}", WriteCondition.MustBe(1))).ShouldBe(Accepted(2));
    }

    [Fact]
    public async Task A_document_that_was_taken_away_behind_the_stores_back_comes_empty_and_not_as_deleted()
    {
        await WriteAsync("news", "{}");
        await WriteAsync("shop", "{}");
        await server.Redis.CommandAsync("HDEL", $"{{{Options.KeyPrefix}}}:services", "shop");

        (await ReadAsync()).Written.ShouldBe([new("news", 1, "{}"), new("shop", 2, "")]);
        var since1 = await ReadAsync(1);
        since1.Written.ShouldBe([new("shop", 2, "")]);
        since1.Deleted.ShouldBeEmpty();
        (await WriteAsync("shop", "{\"whole\":1}")).ShouldBe(Accepted(3, created: true));
    }

    [Theory]
    [InlineData("revision", "SET", "x")]
    [InlineData("services", "SET", "x")]
    [InlineData("matches", "SET", "x")]
    [InlineData("log", "SET", "x")]
    [InlineData("audit-id", "LPUSH", "x")]
    [InlineData("audit-id", "SET", "x")]
    [InlineData("history:shop", "SET", "x")]
    public async Task A_key_that_was_damaged_refuses_a_write_before_anything_is_changed(string key, string command, string value)
    {
        await WriteAsync("shop", "1");
        await server.Redis.CommandAsync("DEL", $"{{{Options.KeyPrefix}}}:{key}");
        await server.Redis.CommandAsync(command, $"{{{Options.KeyPrefix}}}:{key}", value);
        var before = await DumpAsync();

        (await Should.ThrowAsync<StoreUnavailableException>(() => WriteAsync("shop", "2"))).Message.ShouldContain($"{{{Options.KeyPrefix}}}:{key}");
        (await DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_entry_that_was_damaged_is_named_and_the_rest_goes_on()
    {
        await WriteAsync("shop", "1");
        await server.Redis.CommandAsync("ZADD", $"{{{Options.KeyPrefix}}}:history:shop", "9", "not json");

        (await Should.ThrowAsync<StoreUnavailableException>(() => Store.ReadHistoryAsync("shop", null, 10, default))).Message.ShouldContain("'not json'");
        (await WriteAsync("shop", "2")).ShouldBe(Accepted(2));
    }

    [Fact]
    public async Task Events_and_counts_that_were_damaged_are_named()
    {
        await server.Redis.CommandAsync("ZADD", $"{{{Options.KeyPrefix}}}:outbox", "1", "garbage");
        await server.Redis.CommandAsync("HSET", $"{{{Options.KeyPrefix}}}:counts:r", "one", "many 1");

        (await Should.ThrowAsync<StoreUnavailableException>(() => Store.ReadOutboxAsync(0, 10, default))).Message.ShouldContain("'garbage'");
        await server.Redis.CommandAsync("HSET", $"{{{Options.KeyPrefix}}}:evidence:r", "one 0 50000", "1 many");
        (await Should.ThrowAsync<StoreUnavailableException>(() => Store.ReadEvidenceAsync(["r"], default))).Message.ShouldContain("'one 0 50000 1 many'");
        (await Should.ThrowAsync<StoreUnavailableException>(() => Store.ReadCountsAsync(["r"], default))).Message.ShouldContain("'many 1'");
    }

    [Fact]
    public async Task A_thousand_rollouts_are_reported_in_one_call()
    {
        long[] totals = [.. Enumerable.Range(0, 36).Select(cell => 1_000_000L + cell)];
        var reports = Enumerable.Range(0, 1_000).Select(rollout => new EvidenceReport($"rollout-{rollout}", 3, 250_000, totals, [rollout])).ToArray();
        await Store.ReportEvidenceAsync("one", reports, default);
        reports = [.. reports.Select(report => report with { Kept = null })];
        await MeasureAsync("a user with an error in each", reports);
        await MeasureAsync("no user with an error", [.. reports.Select(report => report with { FailedUsers = [] })]);
        var rows = await Store.ReadEvidenceAsync([.. reports.Select(report => report.Rollout)], default);
        rows.Count.ShouldBe(1_000);
        rows.ShouldAllBe(row => row.Totals.SequenceEqual(totals) && row.FailedAtCanary + row.FailedAtBaseline == 1);
    }

    private async Task MeasureAsync(string what, IReadOnlyList<EvidenceReport> reports)
    {
        const int rounds = 101;
        var took = new List<double>();
        await server.Redis.CommandAsync("CONFIG", "RESETSTAT");
        for (var round = 0; round < rounds; round++)
        {
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            await Store.ReportEvidenceAsync("one", reports, default);
            took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var stats = await server.Redis.CommandAsync("INFO", "commandstats");
        var busy = int.Parse(System.Text.RegularExpressions.Regex.Match(stats, "cmdstat_evalsha:.*usec_per_call=([0-9]+)").Groups[1].Value) / 1000d;
        Canary.TestKit.Figures.Report(
            $"A report of a thousand rollouts to Redis, one call, {what}",
            FormattableString.Invariant($"median {took.TakeLast(rounds / 2).Order().ElementAt(rounds / 4):0.0} ms, of which Redis was busy for {busy:0.0} ms"));
    }

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        await WriteAsync("shop", "1");
        await server.Redis.CommandAsync("SCRIPT", "FLUSH");
        (await WriteAsync("shop", "2")).ShouldBe(Accepted(2));
        (await ReadAsync()).Revision.ShouldBe(2);
    }

    private protected override IGatewayStore Create() => new RedisStore(Options, TimeProvider.System, NullLogger<RedisStore>.Instance);

    private protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        await server.Redis.RestartAsync();
        await base.ReopenAsync();
    }

    private async Task<string[]> DumpAsync()
    {
        var keys = (await server.Redis.CommandAsync("KEYS", $"{{{Options.KeyPrefix}}}:*")).Split('\n').Order(StringComparer.Ordinal);
        return await Task.WhenAll(keys.Select(async key => $"{key} {await server.Redis.CommandAsync("DUMP", key)}"));
    }

    /// <summary>The server of this class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public RedisServer Redis { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Redis = await RedisServer.StartAsync(appendOnly: true);

        public ValueTask DisposeAsync() => Redis.DisposeAsync();
    }
}

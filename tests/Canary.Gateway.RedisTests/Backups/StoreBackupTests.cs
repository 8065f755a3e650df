using Canary.Gateway.Storage;
using Canary.Gateway.Storage.Backups;
using Canary.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Canary.Gateway.RedisTests.Backups;

/// <summary>What comes out of a store of either kind goes into an empty one of either kind, and nothing is missing.</summary>
public sealed class StoreBackupTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-backup-").FullName;
    private readonly List<IGatewayStore> _stores = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("File", "File")]
    [InlineData("File", "Redis")]
    [InlineData("Redis", "File")]
    [InlineData("Redis", "Redis")]
    public async Task Everything_of_one_store_is_in_the_other_after_a_restore(string from, string to)
    {
        var (source, target) = (await OpenAsync(from), await OpenAsync(to));
        await FilledStore.FillAsync(source);
        await target.AppendAuditAsync(new AuditEntry(0, default, FilledStore.Origin, null, 401, null, "before the restore"), default);
        var backup = await ReadAsync(source);
        var head = backup.OfType<BackupHead>().Single();
        backup[0].ShouldBe(head);

        var result = await target.ImportAsync(backup, replace: false, aboveRevision: 50, FilledStore.Origin with { Action = "store.restore" }, default);

        result.ShouldBe(new RestoreResult.Restored(51));
        var again = await ReadAsync(target);
        Shown(again).ShouldBe(Shown(backup));
        var (before, after) = (await source.ReadAsync(0, default), await target.ReadAsync(0, default));
        (after.StoreId, after.Revision).ShouldBe((before.StoreId, 51));
        after.Written.OrderBy(s => s.Name, StringComparer.Ordinal).ShouldBe(before.Written.OrderBy(s => s.Name, StringComparer.Ordinal));
        (await target.ReadEvidenceAsync(["run-1"], default)).Select(row => (row.Step, row.ShareMillionths, string.Join(' ', row.Totals), row.FailedAtCanary, row.FailedAtBaseline))
            .ShouldContain((1, 250_000, "8 1", 3L, 1L));
        (await target.ReadCountsAsync(["run-1", "run-2"], default)).ShouldBe([new("run-1", 150, 5), new("run-2", 5, 0)]);
        var audit = await target.ReadAuditAsync(null, 1_000, default);
        audit.Take(3).Select(entry => (entry.Id, entry.Origin.Action, entry.Detail)).ShouldBe(
        [
            (head.LastAttempt + 2, "store.restore", null), (head.LastAttempt + 1, "service.replace", "before the restore"), (head.LastAttempt, "weights", "too old"),
        ]);
    }

    [Theory]
    [InlineData("File")]
    [InlineData("Redis")]
    public async Task A_restored_store_goes_on_where_the_other_stopped(string kind)
    {
        var (source, target) = (await OpenAsync(kind), await OpenAsync(kind));
        await FilledStore.FillAsync(source);
        await target.ImportAsync(await ReadAsync(source), replace: false, aboveRevision: 0, FilledStore.Origin, default);

        (await FilledStore.WriteAsync(target, FilledStore.Service("shop-4"))).ShouldBe(new WriteResult.Accepted(44, Created: true));
        (await FilledStore.WriteAsync(target, FilledStore.Service("other") with { MatchKeys = ["shop-7.example|/"] })).ShouldBe(new WriteResult.MatchConflict("shop-7.example|/", "shop-7"));
        (await target.ReadAsync(42, default)).IsComplete.ShouldBeTrue();
        (await target.ReadHistoryAsync("shop-4", null, 10, default)).Select(entry => entry.Revision).ShouldBe([44L, 42, 5]);
        await target.WriteAsync(
            new StoreWrite { Documents = [new(DocumentKinds.Sinks, "gone", "{}", WriteCondition.None)], Events = [new("run-3", "{}")], Origin = FilledStore.Origin }, default);
        (await target.FindDocumentAsync(DocumentKinds.Sinks, "gone", default))!.Version.ShouldBe(3);
        (await target.ReadOutboxAsync(0, 10, default)).Select(entry => entry.Sequence).ShouldBe([2L, 3, 4]);
        (await target.ExposeAsync(new ExposureRequest("run-1", null, 0, 1_000, [0, 1]), default)).AdmittedUsers.ShouldBe([0]);
        await target.ReportEvidenceAsync("gw-3", [new EvidenceReport("run-1", 1, 250_000, [1, 0], [2, 8, 20])], default);
        (await target.ReadEvidenceAsync(["run-1"], default)).Single(row => row.Step == 1).FailedAtCanary.ShouldBe(4);
    }

    [Theory]
    [InlineData("File")]
    [InlineData("Redis")]
    public async Task A_store_that_is_not_empty_is_refused_and_replaced_where_that_is_said(string kind)
    {
        var (source, target) = (await OpenAsync(kind), await OpenAsync(kind));
        await FilledStore.FillAsync(source);
        await FilledStore.WriteAsync(target, FilledStore.Service("old"));
        var (backup, before) = (await ReadAsync(source), Shown(await ReadAsync(target)));

        (await target.ImportAsync(backup, replace: false, 0, FilledStore.Origin, default)).ShouldBe(new RestoreResult.NotEmpty(1, 1));
        Shown(await ReadAsync(target)).ShouldBe(before);

        (await target.ImportAsync(backup, replace: true, 0, FilledStore.Origin, default)).ShouldBe(new RestoreResult.Restored(43));
        Shown(await ReadAsync(target)).ShouldBe(Shown(backup));
        (await target.ReadHistoryAsync("old", null, 10, default)).ShouldBeEmpty();
        (await FilledStore.WriteAsync(target, FilledStore.Service("new") with { MatchKeys = ["old.example|/"] })).ShouldBe(new WriteResult.Accepted(44, Created: true));
    }

    [Theory]
    [InlineData("File")]
    [InlineData("Redis")]
    public async Task A_restore_that_breaks_off_changes_nothing_and_leaves_nothing_behind(string kind)
    {
        var (source, target) = (await OpenAsync(kind), await OpenAsync(kind));
        await FilledStore.FillAsync(source);
        await FilledStore.WriteAsync(target, FilledStore.Service("old"));
        var before = Shown(await ReadAsync(target));

        await Should.ThrowAsync<BackupException>(() => target.ImportAsync(Broken(source), replace: true, 0, FilledStore.Origin, default));

        Shown(await ReadAsync(target)).ShouldBe(before);
        (await _redis.CommandAsync("KEYS", "*restoring*")).ShouldBeEmpty();
        Directory.EnumerateFiles(_folder, "*.tmp", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("File")]
    [InlineData("Redis")]
    public async Task A_backup_made_while_others_write_is_of_one_revision(string kind)
    {
        var store = await OpenAsync(kind);
        var other = kind == "File" ? store : await OpenAsync(kind, "test-0");
        using var stopping = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stopping.IsCancellationRequested; i++)
            {
                await other.WriteAsync(new StoreWrite { Services = [FilledStore.Service("a", i % 100), FilledStore.Service("b", i % 100)], Origin = FilledStore.Origin }, default);
            }
        });
        await Eventually.TrueAsync(async () => (await store.ReadAsync(0, default)).Revision > 3, "writes");
        for (var i = 0; i < 20; i++)
        {
            var backup = await ReadAsync(store);
            var head = backup.OfType<BackupHead>().Single();
            backup.OfType<BackupService>().Select(service => service.Revision).ShouldBe([head.Revision, head.Revision]);
            backup.OfType<BackupService>().Select(service => service.Document.Replace("\"b", "\"a", StringComparison.Ordinal)).Distinct().Count().ShouldBe(1);
            backup.OfType<BackupVersion>().Max(version => version.Revision).ShouldBe(head.Revision);
            backup.OfType<BackupEvent>().Max(told => told.Revision).ShouldBe(head.Revision);
            backup.OfType<BackupAttempt>().Max(attempt => attempt.Revision).ShouldBe(head.Revision);
        }

        await stopping.CancelAsync();
        await writer;
    }

    private static IEnumerable<BackupRecord> Broken(IGatewayStore source)
    {
        foreach (var record in ReadAsync(source).GetAwaiter().GetResult().Take(30))
        {
            yield return record;
        }

        throw new BackupException("it ends here");
    }

    private static async Task<List<BackupRecord>> ReadAsync(IGatewayStore store)
    {
        var records = new List<BackupRecord>();
        await foreach (var record in store.ExportAsync(default))
        {
            records.Add(record);
        }

        return records;
    }

    // Kinds of stores have their own order; and of the users that met errors Redis keeps who they are, and how many under which split.
    private static List<string> Shown(IReadOnlyList<BackupRecord> records)
    {
        var head = (BackupHead)records[0];
        var lines = records.Select(record => record switch
        {
            BackupHead or BackupFailedUsers => "",
            BackupAttempt { Origin.Action: "store.restore" } or BackupAttempt { Detail: "before the restore" } => "",
            BackupAttempt attempt when attempt.Id > records.OfType<BackupAttempt>().Where(a => a.Detail == "too old").Select(a => a.Id).DefaultIfEmpty(long.MaxValue).First() => "",
            BackupEvidence evidence => $"{System.Text.Encoding.UTF8.GetString(BackupFormat.Write(evidence with { Until = 0 }))}",
            BackupUsers users => $"{users.Rollout} {string.Join(' ', users.Users.Order())}",
            _ => System.Text.Encoding.UTF8.GetString(BackupFormat.Write(record)),
        });
        var failed = records.OfType<BackupFailedUsers>().SelectMany(users => users.Users).Order();
        return [.. lines.Where(line => line.Length > 0).Order(StringComparer.Ordinal), $"{head.StoreId} {head.LastMessage}", string.Join(' ', failed)];
    }

    private async Task<IGatewayStore> OpenAsync(string kind, string? prefix = null)
    {
        var name = prefix ?? $"test-{_stores.Count}";
        var options = new StoreOptions { Kind = Enum.Parse<StoreKind>(kind), Path = Path.Combine(_folder, name), Redis = _redis.Configuration, KeyPrefix = name, HistoryPerService = 10_000 };
        var store = StoreFactory.Create(options, TimeProvider.System, NullLoggerFactory.Instance);
        _stores.Add(store);
        await store.StartAsync(default);
        return store;
    }
}

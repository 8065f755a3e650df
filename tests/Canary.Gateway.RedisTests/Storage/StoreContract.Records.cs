using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>History, events, audit, and the list of gateways.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task History_is_newest_first_in_pages_and_says_who_and_why()
    {
        var began = TimeProvider.System.GetUtcNow();
        await WriteAsync("shop", "1");
        await WriteAsync("other");
        await WriteAsync("shop", "2");
        await WriteAsync("shop", "3");

        var newest = await Store.ReadHistoryAsync("shop", null, 2, default);
        newest.Select(entry => (entry.Service, entry.Revision, entry.Document)).ShouldBe([("shop", 4, "3"), ("shop", 3, "2")]);
        newest[0].Origin.ShouldBe(Origin);
        newest[0].At.ShouldBeInRange(began.AddSeconds(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));
        (await Store.ReadHistoryAsync("shop", 3, 2, default)).Select(entry => entry.Document).ShouldBe(["1"]);
        (await Store.ReadHistoryAsync("nobody", null, 2, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task History_is_trimmed_and_survives_deletion()
    {
        for (var i = 1; i <= VersionsKept + 2; i++)
        {
            await WriteAsync("shop", $"{i}");
        }

        await DeleteAsync("shop");

        var history = await Store.ReadHistoryAsync("shop", null, 100, default);
        history.Select(entry => entry.Document).ShouldBe([null, "7", "6", "5", "4"]);
        history.Select(entry => entry.Revision).ShouldBe([8L, 7, 6, 5, 4]);
    }

    [Fact]
    public async Task An_origin_without_address_and_reason_comes_back_so()
    {
        var origin = new WriteOrigin("import", null, "import", null);
        await Store.WriteAsync(StoreWrite.Of(new ServiceWrite("shop", "1", null, [], WriteCondition.None), origin), default);

        (await Store.ReadHistoryAsync("shop", null, 1, default))[0].Origin.ShouldBe(origin);
        (await Store.ReadEventsAsync(0, 1, default))[0].Origin.ShouldBe(origin);
        (await Store.ReadAuditAsync(null, 1, default))[0].Origin.ShouldBe(origin);
    }

    [Fact]
    public async Task Events_are_oldest_first_without_documents_and_trimmed()
    {
        for (var i = 1; i <= EntriesKept + 5; i++)
        {
            await WriteAsync($"s{i % 3}", $"{i}");
        }

        var events = await Store.ReadEventsAsync(10, 3, default);
        events.Select(entry => (entry.Service, entry.Revision, entry.Document)).ShouldBe([("s2", 11, null), ("s0", 12, null), ("s1", 13, null)]);
        (await Store.ReadEventsAsync(0, 1000, default)).Select(entry => entry.Revision).ShouldBe(Enumerable.Range(6, EntriesKept).Select(i => (long)i));
        (await Store.ReadEventsAsync(25, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_of_one_revision_come_together()
    {
        await WriteAsync("a");
        await Store.ReseedAsync("mine", 1, [new("a", "{}", []), new("b", "{}", []), new("c", "{}", [])], Origin, default);
        await WriteAsync("d");

        (await Store.ReadEventsAsync(0, 2, default)).Select(entry => entry.Revision).ShouldBe([1L, 2, 2, 2]);
        (await Store.ReadEventsAsync(2, 2, default)).Select(entry => entry.Service).ShouldBe(["d"]);
    }

    [Fact]
    public async Task Audit_has_accepted_writes_and_refused_attempts_newest_first_in_pages()
    {
        await WriteAsync("shop");
        await Store.AppendAuditAsync(new AuditEntry(0, default, Origin with { Action = "weights" }, "shop", 412, null, "the service is at revision 1"), default);
        await Store.AppendAuditAsync(new AuditEntry(0, default, Origin, null, 401, null, null), default);

        var audit = await Store.ReadAuditAsync(null, 10, default);
        audit.Select(entry => (entry.Id, entry.Service, entry.Status, entry.Revision, entry.Detail)).ShouldBe(
        [
            (3, null, 401, null, null),
            (2, "shop", 412, null, "the service is at revision 1"),
            (1, "shop", 200, 1L, null),
        ]);
        audit[1].Origin.ShouldBe(Origin with { Action = "weights" });
        audit[0].At.ShouldBeGreaterThanOrEqualTo(audit[2].At);
        (await Store.ReadAuditAsync(null, 1, default)).Single().Id.ShouldBe(3);
        (await Store.ReadAuditAsync(3, 1, default)).Single().Id.ShouldBe(2);
        (await Store.ReadAuditAsync(1, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Audit_is_trimmed()
    {
        for (var i = 0; i < EntriesKept + 3; i++)
        {
            await Store.AppendAuditAsync(new AuditEntry(0, default, Origin, $"s{i}", 404, null, null), default);
        }

        (await Store.ReadAuditAsync(null, 1000, default)).Select(entry => entry.Id).ShouldBe(
            Enumerable.Range(4, EntriesKept).Select(i => (long)i).Reverse());
    }

    [Fact]
    public async Task Gateways_are_listed_while_they_say_that_they_live()
    {
        var started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-2", "0.1.0", 3, started, default), default);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-1", "0.1.0", 3, started, default), default);
        await Store.AnnounceInstanceAsync(new InstanceInfo("gw-1", "0.1.0", 4, started, default), default);

        var live = await Store.ReadInstancesAsync(TimeSpan.FromHours(1), default);
        live.Select(gateway => (gateway.Id, gateway.Version, gateway.AppliedRevision, gateway.StartedAt)).ShouldBe(
            [("gw-1", "0.1.0", 4, started), ("gw-2", "0.1.0", 3, started)]);
        live[0].SeenAt.ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddSeconds(1));

        await Eventually.TrueAsync(
            async () => (await Store.ReadInstancesAsync(TimeSpan.FromMilliseconds(1), default)).Count == 0, "both are too old to be listed");
        (await Store.ReadInstancesAsync(TimeSpan.FromHours(1), default)).Count.ShouldBe(2);
        await Store.RemoveInstanceAsync("gw-1", default);
        (await Store.ReadInstancesAsync(TimeSpan.FromHours(1), default)).Single().Id.ShouldBe("gw-2");
    }
}

using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>Reads of changes, scans, and reseeds.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task An_empty_store_is_at_revision_0_and_has_no_identity()
    {
        var changes = await ReadAsync();
        (changes.StoreId, changes.Revision, changes.Written.Count, changes.Deleted.Count, changes.IsComplete).ShouldBe(("", 0, 0, 0, true));
        (await Store.ScanAsync(0, 10, default)).Documents.ShouldBeEmpty();
        Store.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_read_shows_what_was_written_and_deleted_since()
    {
        await WriteAsync("a", "a1");
        await WriteAsync("b", "b1");
        await WriteAsync("c", "c1");
        await WriteAsync("a", "a2");
        await DeleteAsync("b");
        await DeleteAsync("c");
        await WriteAsync("c", "c2");

        var since3 = await ReadAsync(3);
        (since3.Revision, since3.IsComplete).ShouldBe((7, false));
        since3.Written.ShouldBe([new("a", 4, "a2"), new("c", 7, "c2")]);
        since3.Deleted.ShouldBe(["b"]);

        var since5 = await ReadAsync(5);
        since5.Written.ShouldBe([new("c", 7, "c2")]);
        since5.Deleted.ShouldBeEmpty();

        var all = await ReadAsync();
        all.Written.ShouldBe([new("a", 4, "a2"), new("c", 7, "c2")]);
        all.Deleted.ShouldBeEmpty();
        all.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_read_from_the_newest_or_a_later_revision_shows_nothing_but_the_revision()
    {
        await WriteAsync("a");
        foreach (var since in (long[])[1, 2, 1000])
        {
            var changes = await ReadAsync(since);
            (changes.Revision, changes.Written.Count, changes.Deleted.Count, changes.IsComplete).ShouldBe((1, 0, 0, false));
        }
    }

    [Fact]
    public async Task A_read_from_before_forgotten_deletions_shows_everything()
    {
        await WriteAsync("kept");
        await WriteAsync("gone");
        await DeleteAsync("gone");
        for (var i = 0; i <= EntriesKept; i++)
        {
            await WriteAsync("busy", $"{i}");
        }

        var changes = await ReadAsync(2);
        changes.IsComplete.ShouldBeTrue();
        changes.Written.Select(service => service.Name).ShouldBe(["kept", "busy"]);
        (await ReadAsync(3)).IsComplete.ShouldBeFalse();
        (await Store.ReadHistoryAsync("gone", null, 10, default)).ShouldBeEmpty();
        (await Store.ReadHistoryAsync("kept", null, 10, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Documents_of_any_text_and_size_come_back_as_they_were()
    {
        var strange = "{\"ü\":\"日本 🐤 \\\"quoted\\\" \\u0000 \n\t' $1 %s {}\"}";
        var large = "{\"x\":\"" + new string('é', 100_000) + "\"}";
        await WriteAsync("strange", strange, matches: ["bücher.example|/ä b"]);
        await WriteAsync("large", large);

        (await DocumentAsync("strange")).ShouldBe(strange);
        (await DocumentAsync("large")).ShouldBe(large);
        (await Store.ReadHistoryAsync("strange", null, 1, default))[0].Document.ShouldBe(strange);
        (await Store.ReadHistoryAsync("large", null, 1, default))[0].Document.ShouldBe(large);
        (await WriteAsync("other", matches: ["bücher.example|/ä b"])).ShouldBe(new WriteResult.MatchConflict("bücher.example|/ä b", "strange"));
    }

    [Fact]
    public async Task A_scan_in_slices_sees_every_service()
    {
        for (var i = 0; i < 300; i++)
        {
            await WriteAsync($"s{i}", new string((char)('a' + (i % 26)), 100));
        }

        var seen = new Dictionary<string, StoredDocument>();
        var slices = 0;
        var cursor = 0L;
        do
        {
            (cursor, var documents) = await Store.ScanAsync(cursor, 20, default);
            foreach (var document in documents)
            {
                seen[document.Name] = document;
            }

            slices++;
        }
        while (cursor != 0);

        slices.ShouldBeGreaterThan(5);
        seen.Values.OrderBy(d => d.Revision).ShouldBe((await ReadAsync()).Written);
    }

    [Fact]
    public async Task A_reseed_replaces_everything_above_both_revisions()
    {
        await WriteAsync("old", "old", matches: ["a|/"]);
        await WriteAsync("both", "old", matches: ["b|/"]);
        SeedDocument[] seeds = [new("both", "new", ["b|/"]), new("fresh", "new", ["a|/"])];

        (await Store.ReseedAsync("mine", 41, seeds, Origin, default)).ShouldBe(42);

        var all = await ReadAsync();
        (all.StoreId, all.Revision).ShouldBe(("mine", 42));
        all.Written.OrderBy(s => s.Name, StringComparer.Ordinal).ShouldBe([new("both", 42, "new"), new("fresh", 42, "new")]);
        (await ReadAsync(41)).IsComplete.ShouldBeTrue();
        (await ReadAsync(42)).IsComplete.ShouldBeFalse();
        (await WriteAsync("third", matches: ["a|/"], storeId: "mine", applied: 42)).ShouldBe(new WriteResult.MatchConflict("a|/", "fresh"));
        (await WriteAsync("third", matches: ["c|/"], storeId: "mine", applied: 42)).ShouldBe(Accepted(43, created: true));
        (await Store.ReseedAsync("mine", 7, [], Origin, default)).ShouldBe(44);
        (await ReadAsync()).Written.ShouldBeEmpty();
        (await WriteAsync("third", matches: ["a|/"])).ShouldBe(Accepted(45, created: true));
    }

    [Fact]
    public async Task Everything_is_there_after_reopening()
    {
        await WriteAsync("shop", "1", matches: ["a|/"]);
        await WriteAsync("gone", "1", matches: ["b|/"]);
        await DeleteAsync("gone");
        await Store.AppendAuditAsync(new AuditEntry(0, default, Origin, "shop", 412, null, "late"), default);
        var before = (await ReadAsync(1), await Store.ReadAuditAsync(null, 10, default), await Store.ReadEventsAsync(0, 10, default));

        await ReopenAsync();

        var after = await ReadAsync(1);
        (after.StoreId, after.Revision).ShouldBe((before.Item1.StoreId, 3));
        after.Deleted.ShouldBe(["gone"]);
        (await DocumentAsync("shop")).ShouldBe("1");
        (await Store.ReadAuditAsync(null, 10, default)).ShouldBe(before.Item2);
        (await Store.ReadEventsAsync(0, 10, default)).ShouldBe(before.Item3);
        (await Store.ReadHistoryAsync("gone", null, 10, default)).Count.ShouldBe(2);
        (await WriteAsync("news", matches: ["a|/"])).ShouldBe(new WriteResult.MatchConflict("a|/", "shop"));
        (await WriteAsync("news", matches: ["b|/"], storeId: after.StoreId, applied: 3)).ShouldBe(Accepted(4, created: true));
    }
}

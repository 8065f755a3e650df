using Canary.Gateway.Storage;
using Canary.TestKit;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>Writes, their conditions, and matches.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_service_is_created_replaced_and_deleted_each_at_the_next_revision()
    {
        (await WriteAsync("shop", "{\"a\":1}")).ShouldBe(Accepted(1, created: true));
        (await DocumentAsync("shop")).ShouldBe("{\"a\":1}");
        (await WriteAsync("shop", "{\"a\":2}")).ShouldBe(Accepted(2));
        (await DocumentAsync("shop")).ShouldBe("{\"a\":2}");
        (await DeleteAsync("shop")).ShouldBe(Accepted(3));
        (await DocumentAsync("shop")).ShouldBeNull();
        (await WriteAsync("shop", "{\"a\":3}")).ShouldBe(Accepted(4, created: true));
    }

    [Fact]
    public async Task A_service_that_must_not_exist_is_only_created()
    {
        (await WriteAsync("shop", "1", WriteCondition.MustNotExist)).ShouldBe(Accepted(1, created: true));
        (await WriteAsync("shop", "2", WriteCondition.MustNotExist)).ShouldBe(Mismatch(1));
        (await DocumentAsync("shop")).ShouldBe("1");
    }

    [Fact]
    public async Task A_write_with_a_condition_needs_the_service_at_that_revision()
    {
        await WriteAsync("other");
        (await WriteAsync("shop", "0", WriteCondition.MustBe(1))).ShouldBe(Mismatch(null));
        await WriteAsync("shop", "1");
        (await WriteAsync("shop", "2", WriteCondition.MustBe(1))).ShouldBe(Mismatch(2));
        (await WriteAsync("shop", "3", WriteCondition.MustBe(2))).ShouldBe(Accepted(3));
        (await WriteAsync("shop", "4", WriteCondition.MustBe(2))).ShouldBe(Mismatch(3));
        (await DocumentAsync("shop")).ShouldBe("3");
    }

    [Fact]
    public async Task A_deletion_needs_a_service_and_keeps_to_its_condition()
    {
        (await DeleteAsync("shop")).ShouldBe(Mismatch(null));
        await WriteAsync("shop");
        (await DeleteAsync("shop", WriteCondition.MustBe(7))).ShouldBe(Mismatch(1));
        (await DeleteAsync("shop", WriteCondition.MustBe(1))).ShouldBe(Accepted(2));
        (await DeleteAsync("shop", WriteCondition.MustBe(1))).ShouldBe(Mismatch(null));
    }

    [Fact]
    public async Task A_refused_write_changes_nothing()
    {
        await WriteAsync("shop", "1", matches: ["a|/"]);
        var before = await ReadAsync();
        await WriteAsync("shop", "2", WriteCondition.MustBe(9), ["b|/"]);
        await WriteAsync("news", "2", matches: ["b|/", "a|/"]);
        await WriteAsync("news", "2", applied: 100);
        await DeleteAsync("news");

        (await ReadAsync()).Written.ShouldBe(before.Written);
        (await ReadAsync()).Revision.ShouldBe(1);
        (await Store.ReadHistoryAsync("shop", null, 10, default)).Count.ShouldBe(1);
        (await Store.ReadEventsAsync(0, 10, default)).Count.ShouldBe(1);
        (await Store.ReadAuditAsync(null, 10, default)).Count.ShouldBe(1);
        (await WriteAsync("b", matches: ["b|/"])).ShouldBe(Accepted(2, created: true));
    }

    [Fact]
    public async Task Of_50_writers_with_the_same_condition_one_is_accepted()
    {
        await WriteAsync("shop", "before");
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => WriteAsync("shop", $"{i}", WriteCondition.MustBe(1))));

        results.Count(result => result == Accepted(2)).ShouldBe(1);
        results.Count(result => result == Mismatch(2)).ShouldBe(49);
        (await DocumentAsync("shop")).ShouldBe($"{Array.IndexOf(results, Accepted(2))}");
    }

    [Fact]
    public async Task Concurrent_writes_get_revisions_without_gaps()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => WriteAsync($"s{i % 7}", $"{i}")));

        results.Cast<WriteResult.Accepted>().Select(result => result.Revision).Order().ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
        results.Cast<WriteResult.Accepted>().Count(result => result.Created).ShouldBe(7);
        (await ReadAsync()).Revision.ShouldBe(40);
    }

    [Fact]
    public async Task Two_services_cannot_have_the_same_place()
    {
        await WriteAsync("shop", matches: ["shop.example.com|/", "*|/shop"]);
        (await WriteAsync("news", matches: ["news.example.com|/", "*|/shop"])).ShouldBe(new WriteResult.MatchConflict("*|/shop", "shop"));
        (await WriteAsync("news", matches: ["news.example.com|/", "*|/news"])).ShouldBe(Accepted(2, created: true));
        (await WriteAsync("shop", matches: ["shop.example.com|/", "*|/shop"])).ShouldBe(Accepted(3));
    }

    [Fact]
    public async Task A_place_moves_to_another_service_once_the_first_gives_it_up()
    {
        await WriteAsync("shop", matches: ["a|/", "b|/"]);
        await WriteAsync("shop", matches: ["b|/"]);
        (await WriteAsync("news", matches: ["a|/"])).ShouldBe(Accepted(3, created: true));
        (await WriteAsync("shop", matches: ["a|/", "b|/"])).ShouldBe(new WriteResult.MatchConflict("a|/", "news"));
        await DeleteAsync("news");
        (await WriteAsync("shop", matches: ["a|/", "b|/"])).ShouldBe(Accepted(5));
    }

    [Fact]
    public async Task A_store_that_is_behind_or_another_one_is_not_written_to()
    {
        await WriteAsync("shop");
        var id = (await ReadAsync()).StoreId;
        id.Length.ShouldBe(32);

        (await WriteAsync("shop", storeId: id, applied: 2)).ShouldBe(new WriteResult.Behind(1));
        (await WriteAsync("shop", storeId: "another", applied: 1)).ShouldBe(new WriteResult.Behind(1));
        (await WriteAsync("shop", storeId: id, applied: 1)).ShouldBe(Accepted(2));
        (await WriteAsync("shop", storeId: "", applied: 0)).ShouldBe(Accepted(3));
        (await ReadAsync()).StoreId.ShouldBe(id);
    }

    [Fact]
    public async Task An_empty_store_is_not_written_to_by_who_knew_it_full() =>
        (await WriteAsync("shop", storeId: "known", applied: 12)).ShouldBe(new WriteResult.Behind(0));

    [Fact]
    public async Task Accepted_writes_are_announced()
    {
        var announced = new List<long>();
        Store.Announced += revision =>
        {
            lock (announced)
            {
                announced.Add(revision);
            }
        };
        await WriteAsync("shop");
        await DeleteAsync("shop");
        await Eventually.TrueAsync(
            () =>
            {
                lock (announced)
                {
                    return announced.Contains(1) && announced.Contains(2);
                }
            },
            "both writes are announced");
    }
}

using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>Writes of several things at once, and the lease that guards a leader's.</summary>
public abstract partial class StoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_batch_of_services_has_one_revision_and_an_entry_of_history_and_audit_for_each()
    {
        (await WriteBatchAsync(Batch(Service("cart"), Service("shop")))).ShouldBe(Accepted(1, created: true));

        (await ReadAsync()).Written.Select(service => (service.Name, service.Revision)).ShouldBe([("cart", 1), ("shop", 1)], ignoreOrder: true);
        (await Store.ReadHistoryAsync("cart", null, 10, default)).Single().Revision.ShouldBe(1);
        (await Store.ReadHistoryAsync("shop", null, 10, default)).Single().Revision.ShouldBe(1);
        (await Store.ReadEventsAsync(0, 10, default)).Count.ShouldBe(2);
        (await Store.ReadAuditAsync(null, 10, default)).Select(entry => entry.Service).ShouldBe(["cart", "shop"], ignoreOrder: true);
    }

    [Fact]
    public async Task Of_a_batch_that_is_refused_for_any_reason_nothing_is_written()
    {
        await WriteAsync("shop", "before", matches: ["a|/"]);
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "before")], Origin = Origin });
        var good = Service("cart");
        var told = new OutboxEvent("r", "{}");

        (await WriteBatchAsync(Batch(good, Service("shop", WriteCondition.MustBe(9))) with { Events = [told] })).ShouldBe(new WriteResult.Mismatch("shop", 1));
        (await WriteBatchAsync(Batch(good, Service("new", WriteCondition.MustBe(1))))).ShouldBe(new WriteResult.Mismatch("new", null));
        (await WriteBatchAsync(Batch(good, Service("other") with { MatchKeys = ["a|/"] }))).ShouldBe(new WriteResult.MatchConflict("a|/", "shop"));
        (await WriteBatchAsync(Batch(good with { MatchKeys = ["b|/"] }, Service("other") with { MatchKeys = ["b|/"] }))).ShouldBe(new WriteResult.MatchConflict("b|/", "cart"));
        (await WriteBatchAsync(Batch(good) with { Documents = [Paper("x", "after", WriteCondition.MustNotExist)] })).ShouldBe(new WriteResult.Mismatch("x", 1));
        (await WriteBatchAsync(Batch(good) with { Lease = new Lease("nobody", 7) })).ShouldBe(new WriteResult.LeaseLost());
        (await WriteBatchAsync(Batch(good) with { StoreId = "another" })).ShouldBeOfType<WriteResult.Behind>();
        (await WriteBatchAsync(Batch(good) with { AppliedRevision = 5 })).ShouldBeOfType<WriteResult.Behind>();

        (await ReadAsync()).Written.Single().ShouldBe(new StoredDocument("shop", 1, "before"));
        (await Store.ReadDocumentsAsync("papers", default)).Single().ShouldBe(new StoredRecord("x", 1, "before"));
        (await Store.ReadOutboxAsync(0, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_gateway_remembers_is_kept_beside_the_document_and_not_in_its_history()
    {
        await WriteBatchAsync(Batch(Service("shop") with { State = "{\"rollout\":1}" }));
        (await ReadAsync()).Written.Single().State.ShouldBe("{\"rollout\":1}");
        (await Store.ScanAsync(0, 10, default)).Documents.Single().State.ShouldBe("{\"rollout\":1}");
        (await Store.ReadHistoryAsync("shop", null, 1, default)).Single().Document.ShouldBe("{}");

        await WriteBatchAsync(Batch(Service("shop")));
        (await ReadAsync()).Written.Single().State.ShouldBeNull();
        await Store.ReseedAsync("again", 10, [new SeedDocument("shop", "{}", [], "{\"owner\":1}")], Origin, default);
        (await ReadAsync()).Written.Single().State.ShouldBe("{\"owner\":1}");
    }

    [Fact]
    public async Task Versions_of_documents_rise_also_across_a_deletion_and_leave_the_revision_alone()
    {
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "1")], Origin = Origin });
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "2", WriteCondition.MustBe(1))], Origin = Origin });
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", null)], Origin = Origin });
        (await Store.FindDocumentAsync("papers", "x", default)).ShouldBeNull();
        (await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", null)], Origin = Origin })).ShouldBe(new WriteResult.Mismatch("x", null));
        await WriteBatchAsync(new StoreWrite { Documents = [Paper("x", "4", WriteCondition.MustNotExist)], Origin = Origin });

        (await Store.FindDocumentAsync("papers", "x", default)).ShouldBe(new StoredRecord("x", 4, "4"));
        (await ReadAsync()).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task The_outbox_keeps_events_in_order_until_they_are_trimmed()
    {
        await WriteBatchAsync(new StoreWrite { Events = [new("a", "{\"text\":\"one two\"}"), new("b", "2")], Origin = Origin, Audited = false });
        await WriteBatchAsync(new StoreWrite { Events = [new("a", "3")], Origin = Origin, Audited = false });
        var all = await Store.ReadOutboxAsync(0, 10, default);
        all.Select(entry => (entry.Key, entry.Json)).ShouldBe([("a", "{\"text\":\"one two\"}"), ("b", "2"), ("a", "3")]);

        await Store.TrimOutboxAsync(all[1].Sequence, default);
        (await Store.ReadOutboxAsync(0, 10, default)).ShouldBe([all[2]]);
        (await Store.ReadAuditAsync(null, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_outbox_drops_its_oldest_events_where_nobody_takes_any()
    {
        const int atOnce = 1_000;
        var events = Enumerable.Repeat(new OutboxEvent("r", "{}"), atOnce).ToArray();
        for (var written = 0; written < RedisWriting.EventsKept + 2 * atOnce; written += atOnce)
        {
            await WriteBatchAsync(new StoreWrite { Events = events, Origin = Origin, Audited = false });
        }

        var oldest = (await Store.ReadOutboxAsync(0, 1, default)).Single().Sequence;
        (await Store.ReadOutboxAsync(oldest + RedisWriting.EventsKept - 2, 10, default)).Count.ShouldBe(1);
        oldest.ShouldBe(2 * atOnce + 1);
    }

    [Fact]
    public async Task One_holder_has_the_lease_and_another_gets_a_higher_token_when_it_is_freed()
    {
        var (first, _) = await Store.TakeLeaseAsync("one", Long, default);
        first.ShouldNotBeNull();
        (await Store.TakeLeaseAsync("one", Long, default)).Lease.ShouldBe(first);
        (await Store.TakeLeaseAsync("two", Long, default)).Lease.ShouldBeNull();
        (await WriteBatchAsync(Batch(Service("shop")) with { Lease = first })).ShouldBe(Accepted(1, created: true));

        var freed = new TaskCompletionSource();
        Store.LeaseFreed += () => freed.TrySetResult();
        await Store.FreeLeaseAsync(first, default);
        await freed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        (await WriteBatchAsync(Batch(Service("shop")) with { Lease = first })).ShouldBe(new WriteResult.LeaseLost());
        var (second, _) = await Store.TakeLeaseAsync("two", Long, default);
        second!.Token.ShouldBeGreaterThan(first.Token);
        (await WriteBatchAsync(Batch(Service("shop")) with { Lease = first })).ShouldBe(new WriteResult.LeaseLost());
        (await WriteBatchAsync(Batch(Service("shop")) with { Lease = second })).ShouldBe(Accepted(2));
        await Store.FreeLeaseAsync(first, default);
        (await Store.TakeLeaseAsync("one", Long, default)).Lease.ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_ends_by_itself_and_with_it_the_right_to_write()
    {
        var (first, now) = await Store.TakeLeaseAsync("one", TimeSpan.FromMilliseconds(100), default);
        now.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        Lease? second = null;
        await Canary.TestKit.Eventually.TrueAsync(async () => (second = (await Store.TakeLeaseAsync("two", Long, default)).Lease) is not null, "the lease ends");

        second!.Token.ShouldBeGreaterThan(first!.Token);
        (await WriteBatchAsync(Batch(Service("shop")) with { Lease = first })).ShouldBe(new WriteResult.LeaseLost());
    }

    [Fact]
    public async Task Totals_of_all_gateways_are_summed_and_saying_them_twice_changes_nothing()
    {
        await Store.ReportAsync("one", [new("r", 10, 1)], default);
        await Store.ReportAsync("two", [new("r", 5, 2), new("s", 1, 1)], default);
        await Store.ReportAsync("one", [new("r", 12, 3)], default);
        await Store.ReportAsync("one", [new("r", 12, 3)], default);

        (await Store.ReadCountsAsync(["r", "s", "t"], default)).ShouldBe([new("r", 17, 5), new("s", 1, 1), new("t", 0, 0)]);
    }

    [Fact]
    public async Task Users_are_admitted_up_to_the_limit_and_stay_admitted()
    {
        var first = await Store.ExposeAsync(new ExposureRequest("r", null, 0, 3, [1, 2]), default);
        first.AdmittedUsers.ShouldBe([1, 2]);
        first.IsFull.ShouldBeFalse();
        var second = await Store.ExposeAsync(new ExposureRequest("r", null, 0, 3, [2, -3, 4]), default);
        second.AdmittedUsers.ShouldBe([2, -3]);
        second.IsFull.ShouldBeTrue();
        (await Store.ExposeAsync(new ExposureRequest("r", null, 0, 3, [4, 1]), default)).AdmittedUsers.ShouldBe([1]);
    }

    [Fact]
    public async Task Several_that_ask_at_once_get_no_more_users_than_the_limit_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(holder => Task.Run(async () =>
        {
            var users = new HashSet<long>();
            for (var i = 0; i < 20; i++)
            {
                users.UnionWith((await Store.ExposeAsync(new ExposureRequest("r", null, 0, 25, [holder * 3 + i, i]), default)).AdmittedUsers);
            }

            return users;
        })));

        var admitted = answers.SelectMany(users => users).Distinct().Order().ToList();
        admitted.Count.ShouldBe(25);
        var after = await Store.ExposeAsync(new ExposureRequest("r", null, 0, 25, [.. Enumerable.Range(0, 100)]), default);
        after.AdmittedUsers.Order().ShouldBe(admitted);
        after.IsFull.ShouldBeTrue();
    }

    [Fact]
    public async Task Services_change_places_in_one_batch_and_take_the_place_of_one_that_goes()
    {
        await WriteBatchAsync(Batch(At("cart", "a|/"), At("shop", "b|/")));
        (await WriteBatchAsync(Batch(At("cart", "b|/"), At("shop", "a|/")))).ShouldBe(Accepted(2));
        (await WriteBatchAsync(Batch(At("news", "a|/")))).ShouldBe(new WriteResult.MatchConflict("a|/", "shop"));
        (await WriteBatchAsync(Batch(At("news", "a|/"), Service("shop") with { Document = null }))).ShouldBe(Accepted(3, created: true));
        (await WriteBatchAsync(Batch(At("late", "a|/")))).ShouldBe(new WriteResult.MatchConflict("a|/", "news"));
        (await WriteBatchAsync(Batch(At("late", "b|/")))).ShouldBe(new WriteResult.MatchConflict("b|/", "cart"));
    }

    [Fact]
    public async Task No_second_has_more_requests_than_the_limit_also_after_a_pause_and_where_several_ask()
    {
        const int limit = 50;
        await Store.ExposeAsync(new ExposureRequest("r", limit, 100, null, []), default);
        var paused = await Store.ReadTimeAsync(default);
        await Canary.TestKit.Eventually.TrueAsync(async () => await Store.ReadTimeAsync(default) > paused.AddMilliseconds(500), "a pause");

        // Each grant happened at some moment between the two: it counts in a second only where both are in it.
        var began = await Store.ReadTimeAsync(default);
        var askers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var got = new List<(DateTimeOffset From, DateTimeOffset To, int Count)>();
            for (var now = began; now < began.AddSeconds(2.5); now = await Store.ReadTimeAsync(default))
            {
                if ((await Store.ExposeAsync(new ExposureRequest("r", limit, 100, null, []), default)).GrantedRequests is > 0 and var count)
                {
                    got.Add((now, await Store.ReadTimeAsync(default), count));
                }
            }

            return got;
        }));
        var grants = (await Task.WhenAll(askers)).SelectMany(got => got).ToList();

        grants.Max(first => grants.Where(grant => grant.From >= first.From && grant.To < first.From.AddSeconds(1)).Sum(grant => grant.Count)).ShouldBeLessThanOrEqualTo(limit);
        grants.Sum(grant => grant.Count).ShouldBeGreaterThan(limit);
    }

    private protected static StoreWrite Batch(params ServiceWrite[] services) => new() { Services = services, Origin = Origin };

    private protected static ServiceWrite Service(string name, WriteCondition condition = default) => new(name, "{}", null, [], condition);

    private static ServiceWrite At(string name, string place) => Service(name) with { MatchKeys = [place] };

    private protected static DocumentWrite Paper(string name, string? json, WriteCondition condition = default) => new("papers", name, json, condition);

    private protected Task<WriteResult> WriteBatchAsync(StoreWrite write) => Store.WriteAsync(write, default);
}

using Canary.Core.Analysis;
using Canary.Core.Rollouts;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>What checks counted outlives who leads.</summary>
public sealed class CheckLeadersTests
{
    [Fact]
    public async Task Another_leader_goes_on_from_what_was_counted()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);
        RowsOf(await checks.PollAsync(13, 120)).ShouldBe([new EventCounts(0.1, 3, 20)]);

        await checks.LeadAsync();

        checks.Now().ShouldBeOfType<OutsideAnswer.Said>().Verdict.Kind.ShouldBe(VerdictKind.Inconclusive);
        RowsOf(await checks.PollAsync(15, 121)).ShouldBe([new EventCounts(0.1, 5, 21)]);
    }

    [Fact]
    public async Task A_share_that_changed_between_leaders_is_noticed()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);

        await checks.LeadAsync();
        checks.Share = 0.2;

        RowsOf(await checks.PollAsync(15, 121)).ShouldBeEmpty();
        RowsOf(await checks.PollAsync(16, 122)).ShouldBeEmpty();
        RowsOf(await checks.PollAsync(17, 124)).ShouldBe([new EventCounts(0.2, 1, 2)]);
    }

    [Fact]
    public async Task Another_leader_waits_for_counters_that_still_lag()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await checks.PollAsync(10, 100);

        await checks.LeadAsync();

        RowsOf(await checks.PollAsync(10, 100)).ShouldBeEmpty();
        RowsOf(await checks.PollAsync(10, 100)).ShouldBeEmpty();
        RowsOf(await checks.PollAsync(11, 100)).ShouldBe([new EventCounts(0.1, 1, 0)]);
    }

    [Fact]
    public async Task Another_rollout_starts_anew_and_takes_the_place_in_the_store()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);
        await checks.PollAsync(13, 120);

        checks.Rollout = ChecksUnderTest.Again(checks.Rollout, "r-2");

        RowsOf(await checks.PollAsync(15, 121)).ShouldBeEmpty();
        var stored = (await checks.Store.ReadDocumentsAsync(DocumentKinds.Checks, default)).ShouldHaveSingleItem();
        stored.Name.ShouldBe("shop");
        stored.Json.ShouldContain("\"r-2\"");
    }

    [Fact]
    public async Task Who_wrote_second_goes_on_with_what_the_first_has_counted()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);
        using var other = checks.NewChecks();
        await checks.PollAsync(13, 120);
        RowsOf(await checks.PollAsync(other)).ShouldBe([new EventCounts(0.1, 3, 20)]);

        // The first has an old version now: its write is refused, and it reads.
        await checks.PollAsync(14, 121);
        RowsOf(await checks.PollAsync()).ShouldBe([new EventCounts(0.1, 4, 21)]);
        RowsOf(await checks.PollAsync(other)).ShouldBe([new EventCounts(0.1, 4, 21)]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"rollout": "r-1"}""")]
    [InlineData("""{"rollout": "r-1", "checks": {"failures": null}}""")]
    [InlineData("""{"rollout": "r-1", "checks": {"failures": {"rows": null}}}""")]
    [InlineData("""{"rollout": "r-1", "checks": {"failures": {"rows": [{"share": 2, "canary": -1}]}}}""")]
    public async Task A_damaged_document_starts_anew_and_is_written_over(string json)
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        var write = new StoreWrite { Documents = [new DocumentWrite(DocumentKinds.Checks, "shop", json, WriteCondition.None)], Origin = new WriteOrigin("t", null, "t", null), Audited = false };
        (await checks.Store.WriteAsync(write, default)).ShouldBeOfType<WriteResult.Accepted>();

        await BeginAsync(checks);
        RowsOf(await checks.PollAsync(13, 120)).ShouldBe([new EventCounts(0.1, 3, 20)]);

        (await checks.Store.FindDocumentAsync(DocumentKinds.Checks, "shop", default))!.Json.ShouldContain("\"canary\":13");
    }

    [Fact]
    public async Task Nothing_is_written_more_often_than_each_five_seconds_nor_where_nothing_changed()
    {
        await using var checks = await ChecksUnderTest.StartAsync(""" "prometheus": { "url": "http://p", "query": "f{v=\"{{variant}}\"}", "interval": "1s" } """);
        for (var second = 0; second < 20; second++)
        {
            await checks.PollAsync(second, second);
        }

        var before = await VersionAsync(checks);
        before.ShouldBeInRange(3, 5);
        checks.Source.Delay = new TaskCompletionSource();
        checks.Time.Advance(TimeSpan.FromSeconds(10));
        checks.Now();
        await Canary.TestKit.Eventually.TrueAsync(async () => await VersionAsync(checks) > before, "the last is written");
        var version = await VersionAsync(checks);
        checks.Time.Advance(TimeSpan.FromMinutes(1));
        checks.Now();
        checks.Now();
        (await VersionAsync(checks)).ShouldBe(version);
        checks.Source.Delay.SetResult();
    }

    [Fact]
    public async Task Who_is_not_asked_about_any_more_is_forgotten()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await checks.PollAsync(1, 1);

        checks.Checks.ForgetOthers();
        checks.Now().ShouldBeOfType<OutsideAnswer.Counted>();
        checks.Checks.ForgetOthers();
        checks.Checks.ForgetOthers();

        checks.Now().ShouldBeOfType<OutsideAnswer.Said>("it is read from the store again");
    }

    private static async Task<long> VersionAsync(ChecksUnderTest checks) => (await checks.Store.FindDocumentAsync(DocumentKinds.Checks, "shop", default))?.Version ?? 0;

    private static async Task BeginAsync(ChecksUnderTest checks)
    {
        await checks.PollAsync(10, 100);
        await checks.PollAsync(10, 100);
    }

    private static IReadOnlyList<EventCounts> RowsOf(OutsideAnswer answer) => answer.ShouldBeOfType<OutsideAnswer.Counted>().Rows;
}

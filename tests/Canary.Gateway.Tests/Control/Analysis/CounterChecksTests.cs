using Canary.Core.Analysis;
using Canary.Core.Rollouts;

namespace Canary.Gateway.Tests.Control.Analysis;

/// <summary>Counters of a Prometheus become counts of events under the shares in which they happened.</summary>
public sealed class CounterChecksTests
{
    private const string WithTotal = """ "prometheus": { "url": "http://prometheus:9090", "query": "f{v=\"{{variant}}\"}", "total": "t{v=\"{{variant}}\"}", "tolerance": 2 } """;

    [Fact]
    public async Task A_check_is_inconclusive_until_its_source_has_answered_and_nobody_waits_for_that()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        checks.Source.Delay = new TaskCompletionSource();

        checks.Now().ShouldBe(Said(VerdictKind.Inconclusive, "failures has not answered yet"));
        await Canary.TestKit.Eventually.TrueAsync(() => checks.Now() is OutsideAnswer.Said && checks.Source.Requests.Count == 1, "it was asked");
        checks.Now().ShouldBe(Said(VerdictKind.Inconclusive, "failures has not answered yet"));

        checks.Source.Delay.SetResult();
        checks.Source.Delay = null;
        checks.Source.Values["f{v=\"canary\"}"] = checks.Source.Values["f{v=\"stable\"}"] = 5;
        await checks.PollAsync();
        RowsOf(await checks.SettledAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_rises_from_poll_to_poll_is_counted_under_the_share_in_force()
    {
        await using var checks = await ChecksUnderTest.StartAsync();

        await BeginAsync(checks);
        RowsOf(await checks.PollAsync(13, 120)).ShouldBe([new EventCounts(0.1, 3, 20)]);
        RowsOf(await checks.PollAsync(13, 121)).ShouldBe([new EventCounts(0.1, 3, 21)]);
        (await checks.PollAsync(14, 121)).ShouldBeOfType<OutsideAnswer.Counted>().Tolerance.ShouldBe(1.25);
    }

    [Fact]
    public async Task What_rises_while_the_share_changes_and_while_counters_lag_behind_is_left_out()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);
        await checks.PollAsync(13, 120);

        checks.Share = 0.5;
        RowsOf(await checks.PollAsync(53, 150)).ShouldBe([new EventCounts(0.1, 3, 20)]);
        RowsOf(await checks.PollAsync(60, 160)).ShouldBe([new EventCounts(0.1, 3, 20)]);
        RowsOf(await checks.PollAsync(65, 164)).ShouldBe([new EventCounts(0.1, 3, 20), new EventCounts(0.5, 5, 4)]);
    }

    [Fact]
    public async Task What_rises_while_the_share_goes_away_and_comes_back_is_left_out()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);

        checks.Share = 0.5;
        checks.Now();
        checks.Share = 0.1;

        RowsOf(await checks.PollAsync(53, 150)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Where_one_side_gets_everything_nothing_is_compared(double share)
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        checks.Share = share;
        await BeginAsync(checks);

        RowsOf(await checks.PollAsync(53, 150)).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_totals_the_share_is_theirs_and_like_shares_have_one_row()
    {
        await using var checks = await ChecksUnderTest.StartAsync(WithTotal);
        await checks.PollAsync(10, 100, 1_000, 9_000);

        RowsOf(await checks.PollAsync(12, 103, 1_200, 9_800)).ShouldBe([new EventCounts(0.2, 2, 3)]);
        RowsOf(await checks.PollAsync(13, 104, 1_399, 10_600)).ShouldBe([new EventCounts(399d / 1_999, 3, 4)], "its mean, by requests");
        RowsOf(await checks.PollAsync(14, 104, 1_899, 11_100)).ShouldBe([new EventCounts(399d / 1_999, 3, 4), new EventCounts(0.5, 1, 0)]);
        RowsOf(await checks.PollAsync(15, 104, 1_899, 11_200)).Count.ShouldBe(2, "nobody asked the canary for anything, whose event is of before");
    }

    [Fact]
    public async Task Where_a_counter_falls_the_poll_is_left_out_and_the_next_goes_on_from_there()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);
        await checks.PollAsync(13, 120);

        RowsOf(await checks.PollAsync(2, 130)).ShouldBe([new EventCounts(0.1, 3, 20)], "one of ten processes may have gone, whose events are old");
        RowsOf(await checks.PollAsync(6, 140)).ShouldBe([new EventCounts(0.1, 7, 30)]);
    }

    [Fact]
    public async Task What_falls_again_and_again_is_no_counter()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);

        await checks.PollAsync(9, 100);
        await checks.PollAsync(8, 100);
        (await checks.PollAsync(7, 100)).ShouldBe(Said(VerdictKind.Error, "its counters fell in each of the last 3 polls, but counters only rise"));
        RowsOf(await checks.PollAsync(8, 101)).ShouldBe([new EventCounts(0.1, 1, 1)]);
    }

    [Fact]
    public async Task What_rises_while_the_source_is_away_is_counted_when_it_is_back()
    {
        await using var checks = await ChecksUnderTest.StartAsync();
        await BeginAsync(checks);

        checks.Source.Answer = _ => (System.Net.HttpStatusCode.BadGateway, "");
        await checks.PollAsync();
        await checks.PollAsync();
        checks.Source.Answer = null;

        RowsOf(await checks.PollAsync(13, 120)).ShouldBe([new EventCounts(0.1, 3, 20)]);
    }

    [Fact]
    public async Task All_counters_are_read_at_one_moment_of_the_source()
    {
        await using var checks = await ChecksUnderTest.StartAsync(WithTotal);
        await checks.PollAsync(10, 100, 1_000, 9_000);

        checks.Source.Requests.Select(request => request.Body).ShouldBe(
        [
            "query=f%7Bv%3D%22canary%22%7D",
            "query=f%7Bv%3D%22stable%22%7D&time=1767225600.5",
            "query=t%7Bv%3D%22canary%22%7D&time=1767225600.5",
            "query=t%7Bv%3D%22stable%22%7D&time=1767225600.5",
        ]);
        checks.Source.Requests[0].Url.ShouldBe("http://prometheus:9090/api/v1/query");
    }

    private static async Task BeginAsync(ChecksUnderTest checks)
    {
        RowsOf(await checks.PollAsync(10, 100)).ShouldBeEmpty();
        RowsOf(await checks.PollAsync(10, 100)).ShouldBeEmpty();
    }

    private static IReadOnlyList<EventCounts> RowsOf(OutsideAnswer answer) => answer.ShouldBeOfType<OutsideAnswer.Counted>().Rows;

    private static OutsideAnswer.Said Said(VerdictKind kind, string message) => new(new Verdict(kind, message));
}

using Canary.Gateway.Storage;

namespace Canary.Gateway.RedisTests.Storage;

/// <summary>What every store makes of counts that gateways report as evidence.</summary>
public abstract partial class StoreContract
{
    [Fact]
    public async Task Evidence_is_summed_over_gateways_by_split_and_saying_it_twice_changes_nothing()
    {
        await Store.ReportEvidenceAsync("one", [Report("r", 0, 50_000, [5, 1]), Report("r", 1, 250_000, [7, 0])], default);
        await Store.ReportEvidenceAsync("the second gateway", [Report("r", 0, 50_000, [10, 2]), Report("s", 0, 10_000, [1, 1])], default);
        await Store.ReportEvidenceAsync("one", [Report("r", 0, 50_000, [6, 1])], default);
        await Store.ReportEvidenceAsync("one", [Report("r", 0, 50_000, [6, 1])], default);

        var rows = await Store.ReadEvidenceAsync(["r", "s", "t"], default);
        rows.Select(row => (row.Rollout, row.Step, row.ShareMillionths, string.Join(' ', row.Totals))).ShouldBe(
            [("r", 0, 50_000, "16 3"), ("r", 1, 250_000, "7 0"), ("s", 0, 10_000, "1 1")], ignoreOrder: true);
    }

    [Fact]
    public async Task A_user_that_met_errors_counts_once_in_a_rollout_whichever_gateways_say_so_and_on_whichever_side()
    {
        await Store.ReportEvidenceAsync("one", [Report("r", 0, 50_000, [1], 2, 4, 5)], default);
        await Store.ReportEvidenceAsync("two", [Report("r", 0, 50_000, [1], 4, 5, 6)], default);
        await Store.ReportEvidenceAsync("two", [Report("r", 1, 250_000, [1], 4, 3, 13, 15)], default);

        var rows = await Store.ReadEvidenceAsync(["r"], default);
        rows.Select(row => (row.Step, row.FailedAtCanary, row.FailedAtBaseline)).ShouldBe([(0, 3L, 0L), (1, 0L, 2L)], ignoreOrder: true);
    }

    [Fact]
    public async Task Users_that_met_errors_are_told_apart_up_to_a_number_and_count_no_more_beyond()
    {
        const int atOnce = 10_000;
        for (var first = 0; first < IEvidenceLedger.MaxFailedUsers + atOnce; first += atOnce)
        {
            await Store.ReportEvidenceAsync("one", [Report("r", 0, 50_000, [1], [.. Enumerable.Range(first, atOnce).Select(user => 2L * user)])], default);
        }

        (await Store.ReadEvidenceAsync(["r"], default)).Single().FailedAtCanary.ShouldBe(IEvidenceLedger.MaxFailedUsers);
    }

    [Fact]
    public async Task Rows_of_earlier_steps_can_be_forgotten()
    {
        await Store.ReportEvidenceAsync("one", [Report("r", 3, 0, [1]), Report("r", 4, 0, [2]), Report("r", 5, 0, [4]), Report("s", 1, 0, [8])], default);
        await Store.ForgetEvidenceAsync("r", 4, default);

        (await Store.ReadEvidenceAsync(["r", "s"], default)).Select(row => (row.Rollout, row.Step)).ShouldBe([("r", 4), ("r", 5), ("s", 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_judgement_is_kept_for_all_to_read_and_is_no_evidence()
    {
        (await Store.ReadJudgementAsync("r", default)).ShouldBeNull();
        await Store.SaveJudgementsAsync(new Dictionary<string, string> { ["r"] = """{"verdict":"Pass"}""" }, default);
        (await Store.ReadJudgementAsync("r", default)).ShouldBe("""{"verdict":"Pass"}""");
        (await Store.ReadEvidenceAsync(["r"], default)).ShouldBeEmpty();
    }

    private static EvidenceReport Report(string rollout, int step, int share, long[] totals, params long[] users) => new(rollout, step, share, totals, users);
}

using Canary.Core.Analysis;

namespace Canary.Gateway.Control.Analysis;

/// <summary>Makes counts of events, under the share in which they happened, of counters that are read now and then. Pure.</summary>
/// <remarks>
/// What rose between two polls belongs to a share only where that did not change in between. Counters are scraped, so they lag: without totals
/// of their own, what rises in the first interval under a new share is left out. Where a counter fell, the poll is left out: a sum
/// falls where a process restarts, and as well where one of many goes, whose old events would then count as new ones.
/// </remarks>
internal static class CounterSteps
{
    /// <summary>How many polls in a row a counter may fall before it is taken for none.</summary>
    public const int MaxFalls = 3;

    // Shares from totals differ a little from poll to poll. Those whose odds differ by less than a tenth share a row, which has their mean.
    private const double RowsPerLogOdds = 10;

    /// <summary>The progress after a poll.</summary>
    /// <param name="before">The progress before it.</param>
    /// <param name="now">What was read.</param>
    /// <param name="isSameShare">Whether the share was the same all the time since the last poll.</param>
    public static CheckProgress After(CheckProgress before, LastValues now, bool isSameShare)
    {
        var next = before with { Last = now };
        if (before.Last is not { } last || RiseOf(last.Values, now.Values) is not { } rise)
        {
            return next;
        }

        if (rise.Canary < 0 || rise.Baseline < 0 || rise.CanaryTotal < 0 || rise.BaselineTotal < 0)
        {
            return next with { Falls = Math.Min(before.Falls + 1, MaxFalls) };
        }

        next = next with { Falls = 0 };
        var isOfOneShare = isSameShare && last.Share.Equals(now.Share);
        return (rise.CanaryTotal, rise.BaselineTotal) switch
        {
            ({ } canary, { } baseline) when isOfOneShare => canary > 0 && baseline > 0 ? next with { Rows = Add(next.Rows, canary / (canary + baseline), rise, canary + baseline) } : next,
            (null, null) when isOfOneShare && last.IsSettled && now.Share is > 0 and < 1 => next with { Rows = Add(next.Rows, now.Share, rise, 0) },
            _ => next,
        };
    }

    /// <summary>The rows as they are weighed.</summary>
    public static IReadOnlyList<EventCounts> CountsOf(CheckProgress progress) =>
        [.. progress.Rows.Select(row => new EventCounts(row.Share, (long)Math.Round(row.Canary), (long)Math.Round(row.Baseline)))];

    private static CounterValues? RiseOf(CounterValues from, CounterValues to) =>
        from.CanaryTotal is null == to.CanaryTotal is null && from.BaselineTotal is null == to.BaselineTotal is null
            ? new CounterValues(to.Canary - from.Canary, to.Baseline - from.Baseline, to.CanaryTotal - from.CanaryTotal, to.BaselineTotal - from.BaselineTotal)
            : null;

    private static List<RisenRow> Add(IReadOnlyList<RisenRow> rows, double share, CounterValues rise, double total)
    {
        var rest = rows.ToList();
        var at = rest.FindIndex(row => total > 0 ? RowOf(row.Share) == RowOf(share) : row.Share.Equals(share));
        if (at < 0)
        {
            rest.Add(new RisenRow(share, rise.Canary, rise.Baseline, total));
            return rest;
        }

        var row = rest[at];
        var mean = total > 0 ? ((row.Share * row.Total) + (share * total)) / (row.Total + total) : row.Share;
        rest[at] = new RisenRow(mean, row.Canary + rise.Canary, row.Baseline + rise.Baseline, row.Total + total);
        return rest;
    }

    private static double RowOf(double share) => Math.Round(RowsPerLogOdds * Math.Log(share / (1 - share)));
}

using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Evidence;

/// <summary>What this run of the gateway has counted under each split: totals that only grow, though counters come and go with configurations.</summary>
/// <remarks>
/// Where a limit turns requests away from the variant, the rest of its traffic has a smaller share than its weight says. So what
/// was counted since the last look goes to the split that this time's admissions make. Used by one task.
/// </remarks>
internal sealed class SplitTotals
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly Dictionary<EvidenceEpoch, Seen> _seen = [];
    private readonly Dictionary<EpochKey, Totals> _totals = [];

    /// <summary>Takes in what the epochs have counted since the last call, and forgets those that are not given any more.</summary>
    public void Take(IReadOnlyList<EvidenceEpoch> epochs)
    {
        Span<long> cells = stackalloc long[EvidenceCells.AllCells];
        foreach (var epoch in epochs)
        {
            if (!_seen.TryGetValue(epoch, out var seen))
            {
                _seen[epoch] = seen = new Seen();
            }

            // Admissions before the requests that follow from them.
            var limited = epoch.ReadLimited();
            epoch.Read(cells);
            var share = seen.ShareOf(epoch.Key.ShareMillionths, limited);
            var totals = TotalsOf(epoch.Key with { ShareMillionths = share });
            for (var i = 0; i < cells.Length; i++)
            {
                // A share that was worked out from the requests themselves is none that they could be checked against.
                var more = cells[i] - seen.Cells[i];
                totals.Counts[i] += share != epoch.Key.ShareMillionths && EvidenceCells.IsDraws(i) ? 0 : more;
                totals.IsNew |= more != 0;
                seen.Cells[i] = cells[i];
            }

            foreach (var user in epoch.TakeFailedUsers())
            {
                if (totals.FailedUsers.Count < IEvidenceLedger.MaxFailedUsers)
                {
                    totals.FailedUsers.Add((2L * user.User) + (user.IsBaseline ? 1 : 0));
                }
            }
        }

        foreach (var gone in _seen.Keys.Except(epochs).ToList())
        {
            _seen.Remove(gone);
        }

        var rollouts = epochs.Select(epoch => epoch.Key.Rollout).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _totals.Keys.Where(key => !rollouts.Contains(key.Rollout)).ToList())
        {
            _totals.Remove(gone);
        }
    }

    /// <summary>What is to be said.</summary>
    /// <param name="all">All of it; false: what was not said yet.</param>
    public IReadOnlyList<EvidenceReport> Reports(bool all) =>
    [
        .. _totals.Where(row => all || row.Value.IsNew || row.Value.FailedUsers.Count > 0)
            .Select(row => new EvidenceReport(row.Key.Rollout, row.Key.Step, row.Key.ShareMillionths, [.. row.Value.Counts], [.. row.Value.FailedUsers]) { Kept = all || !row.Value.IsKept ? Kept : null }),
    ];

    /// <summary>These were said.</summary>
    public void Said(IReadOnlyList<EvidenceReport> reports)
    {
        foreach (var report in reports)
        {
            var totals = _totals[new EpochKey(report.Rollout, report.Step, report.ShareMillionths)];
            totals.FailedUsers.ExceptWith(report.FailedUsers);
            totals.IsNew = false;
            totals.IsKept = true;
        }
    }

    private Totals TotalsOf(EpochKey key)
    {
        if (!_totals.TryGetValue(key, out var totals))
        {
            _totals[key] = totals = new Totals();
        }

        return totals;
    }

    private sealed class Totals
    {
        public long[] Counts { get; } = new long[EvidenceCells.AllCells];

        // Kept until the store has them, each once.
        public HashSet<long> FailedUsers { get; } = [];

        public bool IsNew { get; set; }

        public bool IsKept { get; set; }
    }

    private sealed class Seen
    {
        private const double Step = 0.02;

        private (long Admitted, long TurnedAway) _limited;

        public long[] Cells { get; } = new long[EvidenceCells.AllCells];

        // In steps of a fiftieth of itself, so that a limit makes some dozens of splits.
        public int ShareOf(int share, (long Admitted, long TurnedAway) limited)
        {
            var (admitted, turnedAway) = (limited.Admitted - _limited.Admitted, limited.TurnedAway - _limited.TurnedAway);
            _limited = limited;
            if (turnedAway <= 0)
            {
                return share;
            }

            var canary = share * ((double)admitted / (admitted + turnedAway));
            var effective = canary / (canary + EpochKey.Whole - share);
            return (int)Math.Clamp(Math.Round(EpochKey.Whole * Math.Exp(Math.Round(Math.Log(effective) / Step) * Step)), 1, EpochKey.Whole);
        }
    }
}

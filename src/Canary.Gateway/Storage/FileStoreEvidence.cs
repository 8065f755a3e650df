using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>What this gateway counted of rollouts as evidence, in the file store's database: it survives a restart, as the rollout does.</summary>
internal sealed class FileStoreEvidence(SqliteConnection db, DateTimeOffset now)
{
    /// <inheritdoc cref="IEvidenceLedger.ReportEvidenceAsync"/>
    public void Report(string holder, IReadOnlyList<EvidenceReport> reports)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        foreach (var report in reports)
        {
            (string, object?)[] split = [("$rollout", report.Rollout), ("$step", report.Step), ("$share", report.ShareMillionths), ("$until", (now + (report.Kept ?? TimeSpan.FromDays(2))).ToUnixTimeMilliseconds())];
            db.Execute(
                "INSERT OR REPLACE INTO evidence (rollout, holder, step, share, totals, until) VALUES ($rollout, $holder, $step, $share, $totals, $until)",
                [.. split, ("$holder", holder), ("$totals", EvidenceSums.Write(report.Totals))]);
            var room = report.FailedUsers.Count == 0 ? 0 : IEvidenceLedger.MaxFailedUsers - db.Scalar<long>("SELECT count(*) FROM failed_users WHERE rollout = $rollout", ("$rollout", report.Rollout));
            foreach (var user in report.FailedUsers)
            {
                room -= room <= 0 ? 0 : db.Execute("INSERT OR IGNORE INTO failed_users (rollout, user, at_baseline, step, share) VALUES ($rollout, $user, $baseline, $step, $share)", [.. split, ("$user", user / 2), ("$baseline", user % 2)]);
            }

            db.Execute("UPDATE evidence SET until = $until WHERE rollout = $rollout", split);
        }

        if (db.Execute("DELETE FROM evidence WHERE until < $now", ("$now", now.ToUnixTimeMilliseconds())) > 0)
        {
            db.Execute("DELETE FROM failed_users WHERE rollout NOT IN (SELECT rollout FROM evidence)");
        }

        transaction.Commit();
    }

    /// <inheritdoc cref="IEvidenceLedger.ReadEvidenceAsync"/>
    public IReadOnlyList<EvidenceRow> Read(IReadOnlyList<string> rollouts) => [.. rollouts.SelectMany(Read)];

    private IEnumerable<EvidenceRow> Read(string rollout)
    {
        var sums = new EvidenceSums(rollout);
        foreach (var (step, share, totals) in db.Rows(
            row => (row.GetInt32(0), row.GetInt32(1), row.GetString(2)), "SELECT step, share, totals FROM evidence WHERE rollout = $rollout", ("$rollout", rollout)))
        {
            sums.Add(step, share, EvidenceSums.Read(totals) ?? throw new StoreUnavailableException($"the file store holds counts of rollout '{rollout}' that can't be read: '{totals}'"));
        }

        foreach (var (step, share, atBaseline, users) in db.Rows(
            row => (row.GetInt32(0), row.GetInt32(1), row.GetInt64(2) == 1, row.GetInt64(3)),
            "SELECT step, share, at_baseline, count(*) FROM failed_users WHERE rollout = $rollout AND share >= 0 GROUP BY step, share, at_baseline",
            ("$rollout", rollout)))
        {
            sums.AddFailed(step, share, atBaseline, users);
        }

        return sums.Rows;
    }
}

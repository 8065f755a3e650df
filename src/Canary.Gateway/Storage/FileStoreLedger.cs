using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>The ledger of traffic in the file store's database: counts and admitted users survive a restart, as limits hold for the whole rollout.</summary>
internal sealed class FileStoreLedger(SqliteConnection db, DateTimeOffset now)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly long _at = now.ToUnixTimeMilliseconds();

    /// <inheritdoc cref="ITrafficLedger.ReportAsync"/>
    public void Report(string holder, IReadOnlyList<RolloutCount> counts)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        foreach (var count in counts)
        {
            db.Execute(
                "INSERT OR REPLACE INTO rollout_counts (rollout, holder, requests, errors, at) VALUES ($rollout, $holder, $requests, $errors, $at)",
                ("$rollout", count.Rollout), ("$holder", holder), ("$requests", count.Requests), ("$errors", count.Errors), ("$at", _at));
            db.Execute("UPDATE rollout_counts SET at = $at WHERE rollout = $rollout", ("$rollout", count.Rollout), ("$at", _at));
        }

        db.Execute("DELETE FROM rollout_counts WHERE at < $oldest", ("$oldest", (now - Kept).ToUnixTimeMilliseconds()));
        transaction.Commit();
    }

    /// <inheritdoc cref="ITrafficLedger.ReadCountsAsync"/>
    public IReadOnlyList<RolloutCount> ReadCounts(IReadOnlyList<string> rollouts) =>
    [
        .. rollouts.Select(rollout => db.Rows(
            row => new RolloutCount(rollout, row.GetInt64(0), row.GetInt64(1)),
            "SELECT coalesce(sum(requests), 0), coalesce(sum(errors), 0) FROM rollout_counts WHERE rollout = $rollout",
            ("$rollout", rollout))[0]),
    ];

    /// <summary>Those of the users that may meet the variant, and whether no further one will be admitted.</summary>
    public (IReadOnlyList<long> Admitted, bool IsFull) Admit(string rollout, int most, IReadOnlyList<long> users)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        var known = db.Scalar<long>("SELECT count(*) FROM exposed_users WHERE rollout = $rollout", ("$rollout", rollout));
        if (known == 0)
        {
            ForgetEndedRollouts();
        }

        KeepAlive(rollout);
        var admitted = new List<long>();
        foreach (var user in users.Distinct())
        {
            if (db.Scalar<long?>("SELECT user FROM exposed_users WHERE rollout = $rollout AND user = $user", ("$rollout", rollout), ("$user", user)) is not null)
            {
                admitted.Add(user);
            }
            else if (known < most)
            {
                db.Execute("INSERT INTO exposed_users (rollout, user, at) VALUES ($rollout, $user, $at)", ("$rollout", rollout), ("$user", user), ("$at", _at));
                admitted.Add(user);
                known++;
            }
        }

        transaction.Commit();
        return (admitted, known >= most);
    }

    // Its youngest entry tells when a rollout was last spoken of; at most one small write an hour.
    private void KeepAlive(string rollout) =>
        db.Execute(
            "UPDATE exposed_users SET at = $at WHERE rollout = $rollout AND user = (SELECT min(user) FROM exposed_users WHERE rollout = $rollout) AND at < $old",
            ("$at", _at), ("$rollout", rollout), ("$old", (now - TimeSpan.FromHours(1)).ToUnixTimeMilliseconds()));

    private void ForgetEndedRollouts() =>
        db.Execute(
            """
            DELETE FROM exposed_users WHERE rollout IN
                (SELECT rollout FROM exposed_users GROUP BY rollout HAVING max(at) < $oldest)
            """,
            ("$oldest", (now - Kept).ToUnixTimeMilliseconds()));
}

using Canary.Gateway.Hosting;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage.Backups;

/// <summary>What a backup of the file store has, row by row, from a copy of its database that nobody writes to.</summary>
internal static class FileStoreExport
{
    /// <summary>Every record, the head first.</summary>
    public static IEnumerable<BackupRecord> Read(SqliteConnection db, DateTimeOffset now)
    {
        var state = FileStoreReading.ReadState(db);
        yield return new BackupHead(
            BackupHead.CurrentVersion, GatewayVersion.Current, now, state.StoreId, state.Revision, state.Floor, LastId(db, "audit"), LastId(db, "outbox"));
        foreach (var record in Services(db).Concat(Documents(db)).Concat(Records(db)).Concat(Ledgers(db)).Concat(FailedUsers(db)))
        {
            yield return record;
        }
    }

    private static long LastId(SqliteConnection db, string table) => db.Scalar<long>("SELECT seq FROM sqlite_sequence WHERE name = $table", ("$table", table));

    private static IEnumerable<BackupRecord> Services(SqliteConnection db) =>
        db.Stream<BackupRecord>(
                row => new BackupService(row.GetString(0), row.GetInt64(1), row.GetString(2), row.Text(3)),
                "SELECT name, revision, document, state FROM services ORDER BY revision, name")
            .Concat(db.Stream(row => new BackupDeletion(row.GetString(0), row.GetInt64(1)), "SELECT name, revision FROM deletions ORDER BY revision, name"));

    private static IEnumerable<BackupRecord> Documents(SqliteConnection db) =>
        db.Stream<BackupRecord>(
                row => new BackupDocument(row.GetString(0), row.GetString(1), row.GetInt64(2), row.Text(3)), "SELECT kind, name, version, json FROM documents ORDER BY kind, name")
            .Concat(db.Stream(row => new BackupMessage(row.GetInt64(0), row.GetString(1), row.GetString(2)), "SELECT sequence, key, json FROM outbox ORDER BY sequence"));

    private static IEnumerable<BackupRecord> Records(SqliteConnection db) =>
        db.Stream<BackupRecord>(
                row => new BackupVersion(row.GetString(0), row.GetInt64(1), row.GetInt64(2), Origin(row, 3), row.Text(7)),
                "SELECT service, revision, at, actor, remote, action, reason, document FROM history ORDER BY id")
            .Concat(db.Stream(
                row => new BackupEvent(row.GetString(0), row.GetInt64(1), row.GetInt64(2), Origin(row, 3)),
                "SELECT service, revision, at, actor, remote, action, reason FROM events ORDER BY id"))
            .Concat(db.Stream(
                row => new BackupAttempt(
                    row.GetInt64(0), row.GetInt64(1), Origin(row, 2), row.Text(6), row.GetInt32(7), row.IsDBNull(8) ? null : row.GetInt64(8), row.Text(9)),
                "SELECT id, at, actor, remote, action, reason, service, status, revision, detail FROM audit ORDER BY id"));

    private static IEnumerable<BackupRecord> Ledgers(SqliteConnection db) =>
        db.Stream<BackupRecord>(
                row => new BackupCount(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
                "SELECT rollout, holder, requests, errors FROM rollout_counts ORDER BY rollout, holder")
            .Concat(db.Stream(row => (Rollout: row.GetString(0), User: row.GetInt64(1)), "SELECT rollout, user FROM exposed_users ORDER BY rollout")
                .ChunkBy(row => row.Rollout, BackupRecord.MaxUsers, (rollout, rows) => new BackupUsers(rollout, [.. rows.Select(row => row.User)])))
            .Concat(db.Stream(
                row => new BackupEvidence(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), EvidenceSums.Read(row.GetString(4)) ?? [], row.GetInt64(5)),
                "SELECT rollout, holder, step, share, totals, until FROM evidence ORDER BY rollout, holder, step, share"));

    private static IEnumerable<BackupRecord> FailedUsers(SqliteConnection db) =>
        db.Stream(
                row => (Split: (Rollout: row.GetString(0), Step: row.GetInt32(1), Share: row.GetInt32(2), AtBaseline: row.GetInt64(3) == 1), User: row.GetInt64(4)),
                "SELECT rollout, step, share, at_baseline, user FROM failed_users ORDER BY rollout, step, share, at_baseline")
            .ChunkBy(
                row => row.Split,
                BackupRecord.MaxUsers,
                (split, rows) => new BackupFailedUsers(split.Rollout, split.Step, split.Share, split.AtBaseline, [.. rows.Select(row => row.User)]));

    private static WriteOrigin Origin(SqliteDataReader row, int from) =>
        new(row.GetString(from), row.Text(from + 1), row.GetString(from + 2), row.Text(from + 3));

    /// <summary>Rows that follow each other and have the same key, at most <paramref name="most"/> together.</summary>
    private static IEnumerable<BackupRecord> ChunkBy<TRow, TKey>(
        this IEnumerable<TRow> rows, Func<TRow, TKey> keyOf, int most, Func<TKey, IReadOnlyList<TRow>, BackupRecord> record)
    {
        var chunk = new List<TRow>();
        foreach (var row in rows)
        {
            if (chunk.Count == most || (chunk.Count > 0 && !EqualityComparer<TKey>.Default.Equals(keyOf(chunk[0]), keyOf(row))))
            {
                yield return record(keyOf(chunk[0]), chunk);
                chunk = [];
            }

            chunk.Add(row);
        }

        if (chunk.Count > 0)
        {
            yield return record(keyOf(chunk[0]), chunk);
        }
    }
}

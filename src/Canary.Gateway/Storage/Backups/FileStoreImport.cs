using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage.Backups;

/// <summary>Writes a backup into the file store's database, in one transaction.</summary>
internal sealed class FileStoreImport(SqliteConnection db, DateTimeOffset now)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly long _at = now.ToUnixTimeMilliseconds();

    /// <inheritdoc cref="IBackupStore.ImportAsync"/>
    public RestoreResult Write(IEnumerable<BackupRecord> records, bool replace, long aboveRevision, WriteOrigin origin)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        var state = FileStoreReading.ReadState(db);
        var services = db.Scalar<long>("SELECT count(*) FROM services");
        var documents = db.Scalar<long>("SELECT count(*) FROM documents WHERE json IS NOT NULL AND kind <> $kind", ("$kind", DocumentKinds.Secrets));
        if (!replace && (state.Revision > 0 || services > 0 || documents > 0))
        {
            return new RestoreResult.NotEmpty(state.Revision, services);
        }

        db.Execute(
            """
            DELETE FROM services; DELETE FROM deletions; DELETE FROM matches; DELETE FROM history; DELETE FROM events; DELETE FROM documents;
            DELETE FROM outbox; DELETE FROM rollout_counts; DELETE FROM exposed_users; DELETE FROM evidence; DELETE FROM failed_users;
            """);
        var revision = state.Revision;
        foreach (var record in records)
        {
            if (record is BackupHead head)
            {
                revision = Math.Max(Math.Max(head.Revision, aboveRevision), state.Revision) + 1;
                Begin(head, revision);
            }
            else
            {
                Write(record);
            }
        }

        db.Execute(
            "INSERT INTO audit (at, actor, remote, action, reason, status, revision) VALUES ($at, $actor, $remote, $action, $reason, 200, $revision)",
            [("$at", _at), .. Origin(origin), ("$revision", revision)]);
        transaction.Commit();
        return new RestoreResult.Restored(revision);
    }

    private void Begin(BackupHead head, long revision)
    {
        SetMeta("store_id", head.StoreId);
        SetMeta("revision", revision);

        // Who knew a store of this identity before reads everything.
        SetMeta("floor", revision);

        // In two steps, as in one a new id could be one that another row still has.
        db.Execute("UPDATE audit SET id = -id; UPDATE audit SET id = $last - id;", ("$last", head.LastAttempt));
        RaiseSequence("audit", head.LastAttempt);
        RaiseSequence("outbox", head.LastMessage);
    }

    private void Write(BackupRecord record)
    {
        switch (record)
        {
            case BackupService service:
                db.Execute(
                    "INSERT INTO services (name, revision, document, state) VALUES ($name, $revision, $document, $state)",
                    ("$name", service.Name), ("$revision", service.Revision), ("$document", service.Document), ("$state", service.State));
                foreach (var place in BackupPlaces.Of(service))
                {
                    db.Execute("INSERT OR REPLACE INTO matches (match_key, service) VALUES ($key, $name)", ("$key", place), ("$name", service.Name));
                }

                break;
            case BackupDeletion deletion:
                db.Execute("INSERT OR REPLACE INTO deletions (name, revision) VALUES ($name, $revision)", ("$name", deletion.Name), ("$revision", deletion.Revision));
                break;
            case BackupVersion version:
                db.Execute(
                    """
                    INSERT OR REPLACE INTO history (service, revision, at, actor, remote, action, reason, document)
                    VALUES ($service, $revision, $at, $actor, $remote, $action, $reason, $document)
                    """,
                    [("$service", version.Service), ("$revision", version.Revision), ("$at", version.At), .. Origin(version.Origin), ("$document", version.Document)]);
                break;
            case BackupEvent told:
                db.Execute(
                    """
                    INSERT INTO events (service, revision, at, actor, remote, action, reason)
                    VALUES ($service, $revision, $at, $actor, $remote, $action, $reason)
                    """,
                    [("$service", told.Service), ("$revision", told.Revision), ("$at", told.At), .. Origin(told.Origin)]);
                break;
            case BackupAttempt attempt:
                db.Execute(
                    """
                    INSERT OR REPLACE INTO audit (id, at, actor, remote, action, reason, service, status, revision, detail)
                    VALUES ($id, $at, $actor, $remote, $action, $reason, $service, $status, $revision, $detail)
                    """,
                    [
                        ("$id", attempt.Id), ("$at", attempt.At), .. Origin(attempt.Origin), ("$service", attempt.Service), ("$status", attempt.Status),
                        ("$revision", attempt.Revision), ("$detail", attempt.Detail),
                    ]);
                break;
            case BackupDocument document:
                db.Execute(
                    "INSERT OR REPLACE INTO documents (kind, name, version, json) VALUES ($kind, $name, $version, $json)",
                    ("$kind", document.Of), ("$name", document.Name), ("$version", document.Version), ("$json", document.Json));
                break;
            case BackupMessage message:
                db.Execute(
                    "INSERT OR REPLACE INTO outbox (sequence, key, json) VALUES ($sequence, $key, $json)",
                    ("$sequence", message.Sequence), ("$key", message.Key), ("$json", message.Json));
                break;
            default:
                WriteLedger(record);
                break;
        }
    }

    private void WriteLedger(BackupRecord record)
    {
        switch (record)
        {
            case BackupCount count:
                db.Execute(
                    "INSERT OR REPLACE INTO rollout_counts (rollout, holder, requests, errors, at) VALUES ($rollout, $holder, $requests, $errors, $at)",
                    ("$rollout", count.Rollout), ("$holder", count.Holder), ("$requests", count.Requests), ("$errors", count.Errors), ("$at", _at));
                break;
            case BackupUsers users:
                foreach (var user in users.Users)
                {
                    db.Execute("INSERT OR IGNORE INTO exposed_users (rollout, user, at) VALUES ($rollout, $user, $at)", ("$rollout", users.Rollout), ("$user", user), ("$at", _at));
                }

                break;
            case BackupEvidence evidence:
                db.Execute(
                    "INSERT OR REPLACE INTO evidence (rollout, holder, step, share, totals, until) VALUES ($rollout, $holder, $step, $share, $totals, $until)",
                    ("$rollout", evidence.Rollout), ("$holder", evidence.Holder), ("$step", evidence.Step), ("$share", evidence.Share),
                    ("$totals", EvidenceSums.Write(evidence.Totals)), ("$until", Math.Max(evidence.Until, (now + Kept).ToUnixTimeMilliseconds())));
                break;
            case BackupFailedUsers failed:
                foreach (var user in failed.Users)
                {
                    db.Execute(
                        "INSERT OR IGNORE INTO failed_users (rollout, user, at_baseline, step, share) VALUES ($rollout, $user, $baseline, $step, $share)",
                        ("$rollout", failed.Rollout), ("$user", user), ("$baseline", failed.AtBaseline ? 1 : 0), ("$step", failed.Step), ("$share", failed.Share));
                }

                break;
            default:
                throw new BackupException($"A {record.GetType().Name} is not what a backup has there.");
        }
    }

    private static (string, object?)[] Origin(WriteOrigin origin) =>
        [("$actor", origin.Actor), ("$remote", origin.Remote), ("$action", origin.Action), ("$reason", origin.Reason)];

    private void RaiseSequence(string table, long atLeast)
    {
        if (db.Execute("UPDATE sqlite_sequence SET seq = max(seq + $audited, $least) WHERE name = $table", ("$least", atLeast), ("$table", table), ("$audited", table == "audit" ? atLeast : 0)) == 0)
        {
            db.Execute("INSERT INTO sqlite_sequence (name, seq) VALUES ($table, $least)", ("$least", atLeast), ("$table", table));
        }
    }

    private void SetMeta(string key, object value) =>
        db.Execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ($key, $value)",
            ("$key", key), ("$value", Convert.ToString(value, CultureInfo.InvariantCulture)));
}

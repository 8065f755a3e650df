using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>What the file store writes, each method one transaction on the connection that it is given.</summary>
internal sealed class FileStoreWriting(SqliteConnection db, StoreOptions options, DateTimeOffset now)
{
    private readonly long _at = now.ToUnixTimeMilliseconds();

    /// <inheritdoc cref="IServiceStore.WriteAsync"/>
    /// <param name="write">What is written.</param>
    /// <param name="leads">Whether the write's lease is in force.</param>
    public WriteResult Write(StoreWrite write, bool leads)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        var state = FileStoreReading.ReadState(db);
        if (!string.IsNullOrEmpty(write.StoreId) && write.StoreId != state.StoreId || state.Revision < write.AppliedRevision)
        {
            return new WriteResult.Behind(state.Revision);
        }

        if (!leads)
        {
            return new WriteResult.LeaseLost();
        }

        if (FindRefusal(write) is { } refusal)
        {
            return refusal;
        }

        var created = write.Services.Count > 0 && RevisionOf(write.Services[0].Name) is null;
        var revision = write.Services.Count > 0 ? state.Revision + 1 : state.Revision;
        SetMeta("store_id", state.StoreId.Length > 0 ? state.StoreId : Guid.NewGuid().ToString("N"));
        SetMeta("revision", revision);
        foreach (var service in write.Services)
        {
            Write(service, revision, write);
        }

        foreach (var document in write.Documents)
        {
            db.Execute(
                """
                INSERT INTO documents (kind, name, version, json) VALUES ($kind, $name, 1, $json)
                ON CONFLICT (kind, name) DO UPDATE SET version = version + 1, json = excluded.json
                """,
                ("$kind", document.Kind), ("$name", document.Name), ("$json", document.Json));
        }

        foreach (var told in write.Events)
        {
            db.Execute("INSERT INTO outbox (key, json) VALUES ($key, $json)", ("$key", told.Key), ("$json", told.Json));
        }

        if (write.Events.Count > 0)
        {
            db.Execute("DELETE FROM outbox WHERE sequence <= (SELECT max(sequence) FROM outbox) - $kept", ("$kept", RedisWriting.EventsKept));
        }

        if (write.Audited && write.Services.Count == 0)
        {
            Audit(new AuditEntry(0, now, write.Origin, null, StatusCodes.Status200OK, null, null));
        }

        transaction.Commit();
        return new WriteResult.Accepted(revision, created);
    }

    /// <inheritdoc cref="IServiceStore.ReseedAsync"/>
    public long Reseed(string storeId, long aboveRevision, IReadOnlyList<SeedDocument> services, WriteOrigin origin)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        var revision = Math.Max(aboveRevision, FileStoreReading.ReadState(db).Revision) + 1;
        db.Execute("DELETE FROM services; DELETE FROM matches; DELETE FROM deletions;");
        SetMeta("store_id", storeId);
        SetMeta("revision", revision);
        SetMeta("floor", revision);
        foreach (var service in services)
        {
            Put(service.Name, service.Document, service.State, service.MatchKeys, revision);
            Record(service.Name, service.Document, revision, origin);
            Trim(service.Name);
        }

        Audit(new AuditEntry(0, now, origin, null, StatusCodes.Status200OK, revision, null));
        transaction.Commit();
        return revision;
    }

    /// <inheritdoc cref="IServiceStore.AppendAuditAsync"/>
    public void AppendAudit(AuditEntry entry)
    {
        using var transaction = db.BeginTransaction(deferred: false);
        Audit(entry);
        transaction.Commit();
    }

    private WriteResult? FindRefusal(StoreWrite write)
    {
        // Places that services of this write hold are free for each other: they may change them, or take that of one that goes.
        var written = write.Services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in write.Services)
        {
            var current = RevisionOf(service.Name);
            if (Differs(service.Condition, current) || service.Document is null && current is null)
            {
                return new WriteResult.Mismatch(service.Name, current);
            }

            foreach (var key in service.MatchKeys)
            {
                var stored = db.Scalar<string>("SELECT service FROM matches WHERE match_key = $key", ("$key", key));
                var owner = stored is null || written.Contains(stored) ? taken.GetValueOrDefault(key) : stored;
                if (owner is not null && owner != service.Name)
                {
                    return new WriteResult.MatchConflict(key, owner);
                }

                taken[key] = service.Name;
            }
        }

        foreach (var document in write.Documents)
        {
            var current = db.Scalar<long?>(
                "SELECT version FROM documents WHERE kind = $kind AND name = $name AND json IS NOT NULL", ("$kind", document.Kind), ("$name", document.Name));
            if (Differs(document.Condition, current) || document.Json is null && current is null)
            {
                return new WriteResult.Mismatch(document.Name, current);
            }
        }

        return null;
    }

    private static bool Differs(WriteCondition condition, long? current) => condition.Revision is { } wanted && wanted != (current ?? 0);

    private long? RevisionOf(string service) => db.Scalar<long?>("SELECT revision FROM services WHERE name = $name", ("$name", service));

    private void Write(ServiceWrite service, long revision, StoreWrite write)
    {
        if (service.Document is null)
        {
            Delete(service.Name, revision);
        }
        else
        {
            Put(service.Name, service.Document, service.State, service.MatchKeys, revision);
        }

        Record(service.Name, service.Document, revision, write.Origin);
        if (write.Audited)
        {
            Audit(new AuditEntry(0, now, write.Origin, service.Name, StatusCodes.Status200OK, revision, null));
        }

        Trim(service.Name);
    }

    private void Put(string name, string document, string? state, IReadOnlyList<string> matchKeys, long revision)
    {
        db.Execute("DELETE FROM matches WHERE service = $name; DELETE FROM deletions WHERE name = $name;", ("$name", name));
        db.Execute(
            "INSERT OR REPLACE INTO services (name, revision, document, state) VALUES ($name, $revision, $document, $state)",
            ("$name", name), ("$revision", revision), ("$document", document), ("$state", state));
        foreach (var key in matchKeys)
        {
            db.Execute("INSERT OR REPLACE INTO matches (match_key, service) VALUES ($key, $name)", ("$key", key), ("$name", name));
        }
    }

    private void Delete(string name, long revision) =>
        db.Execute(
            """
            DELETE FROM matches WHERE service = $name;
            DELETE FROM services WHERE name = $name;
            INSERT OR REPLACE INTO deletions (name, revision) VALUES ($name, $revision);
            """,
            ("$name", name), ("$revision", revision));

    private void Record(string service, string? document, long revision, WriteOrigin origin) =>
        db.Execute(
            """
            INSERT INTO history (service, revision, at, actor, remote, action, reason, document)
            VALUES ($service, $revision, $at, $actor, $remote, $action, $reason, $document);
            INSERT INTO events (service, revision, at, actor, remote, action, reason)
            VALUES ($service, $revision, $at, $actor, $remote, $action, $reason);
            """,
            ("$service", service), ("$revision", revision), ("$at", _at), ("$actor", origin.Actor), ("$remote", origin.Remote),
            ("$action", origin.Action), ("$reason", origin.Reason), ("$document", document));

    private void Audit(AuditEntry entry) =>
        db.Execute(
            """
            INSERT INTO audit (at, actor, remote, action, reason, service, status, revision, detail)
            VALUES ($at, $actor, $remote, $action, $reason, $service, $status, $revision, $detail);
            DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - $kept;
            """,
            ("$at", _at), ("$actor", entry.Origin.Actor), ("$remote", entry.Origin.Remote), ("$action", entry.Origin.Action),
            ("$reason", entry.Origin.Reason), ("$service", entry.Service), ("$status", entry.Status), ("$revision", entry.Revision),
            ("$detail", entry.Detail), ("$kept", options.AuditEntries));

    // A deleted service is forgotten, with its history, together with the event of its deletion: names that are used
    // once, as for previews of branches, would otherwise pile up for ever.
    private void Trim(string service)
    {
        db.Execute(
            """
            DELETE FROM history WHERE service = $service AND revision <
                (SELECT revision FROM history WHERE service = $service ORDER BY revision DESC LIMIT 1 OFFSET $kept - 1);
            """,
            ("$service", service), ("$kept", options.HistoryPerService));
        if (db.Execute("DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - $kept", ("$kept", options.AuditEntries)) == 0)
        {
            return;
        }

        var oldest = db.Scalar<long>("SELECT min(revision) FROM events");
        if (db.Scalar<long?>("SELECT max(revision) FROM deletions WHERE revision < $oldest", ("$oldest", oldest)) is { } forgotten)
        {
            SetMeta("floor", Math.Max(forgotten, FileStoreReading.ReadState(db).Floor));
            db.Execute(
                """
                DELETE FROM history WHERE service IN (SELECT name FROM deletions WHERE revision < $oldest);
                DELETE FROM deletions WHERE revision < $oldest;
                """,
                ("$oldest", oldest));
        }
    }

    private void SetMeta(string key, object value) =>
        db.Execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ($key, $value)",
            ("$key", key), ("$value", Convert.ToString(value, CultureInfo.InvariantCulture)));
}

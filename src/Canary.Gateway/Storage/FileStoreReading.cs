using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>What is read from the file store's database. The caller sees to it that nobody writes meanwhile.</summary>
internal static class FileStoreReading
{
    /// <summary>Identity, revision, and the revision below which deletions are forgotten.</summary>
    public static (string StoreId, long Revision, long Floor) ReadState(SqliteConnection db)
    {
        var meta = db.Rows(row => (Key: row.GetString(0), Value: row.GetString(1)), "SELECT key, value FROM meta").ToDictionary(m => m.Key, m => m.Value);
        return (meta.GetValueOrDefault("store_id", ""), Number("revision"), Number("floor"));

        long Number(string key) => long.Parse(meta.GetValueOrDefault(key, "0"), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc cref="IServiceStore.ReadAsync"/>
    public static StoreChanges ReadChanges(SqliteConnection db, long since)
    {
        var state = ReadState(db);
        if (since > state.Revision)
        {
            return new StoreChanges(state.StoreId, state.Revision, [], []);
        }

        var complete = since == 0 || since < state.Floor;
        var written = db.Rows(
            Document, "SELECT name, revision, document, state FROM services WHERE revision > $since ORDER BY revision", ("$since", complete ? 0 : since));
        var deleted = complete
            ? []
            : db.Rows(row => row.GetString(0), "SELECT name FROM deletions WHERE revision > $since ORDER BY revision", ("$since", since));
        return new StoreChanges(state.StoreId, state.Revision, written, deleted) { IsComplete = complete };
    }

    /// <inheritdoc cref="IServiceStore.ScanAsync"/>
    public static (long NextCursor, IReadOnlyList<StoredDocument> Documents) Scan(SqliteConnection db, long cursor, int count)
    {
        var rows = db.Rows(
            row => (Document: Document(row), RowId: row.GetInt64(4)),
            "SELECT name, revision, document, state, rowid FROM services WHERE rowid > $cursor ORDER BY rowid LIMIT $count",
            ("$cursor", cursor), ("$count", count));
        return (rows.Count < count ? 0 : rows[^1].RowId, [.. rows.Select(row => row.Document)]);
    }

    /// <inheritdoc cref="IServiceStore.ReadHistoryAsync"/>
    public static IReadOnlyList<HistoryEntry> ReadHistory(SqliteConnection db, string service, long? before, int limit) =>
        db.Rows(
            row => Entry(row, row.Text(7)),
            """
            SELECT service, revision, at, actor, remote, action, reason, document FROM history
            WHERE service = $service AND revision < $before ORDER BY revision DESC LIMIT $limit
            """,
            ("$service", service), ("$before", before ?? long.MaxValue), ("$limit", limit));

    /// <inheritdoc cref="IServiceStore.ReadEventsAsync"/>
    public static IReadOnlyList<HistoryEntry> ReadEvents(SqliteConnection db, long since, int limit) =>
        db.Rows(
            row => Entry(row, null),
            """
            SELECT service, revision, at, actor, remote, action, reason FROM events
            WHERE revision > $since AND revision <=
                (SELECT max(revision) FROM (SELECT revision FROM events WHERE revision > $since ORDER BY revision LIMIT $limit))
            ORDER BY revision, id
            """,
            ("$since", since), ("$limit", limit));

    /// <inheritdoc cref="IServiceStore.ReadAuditAsync"/>
    public static IReadOnlyList<AuditEntry> ReadAudit(SqliteConnection db, long? before, int limit) =>
        db.Rows(
            row => new AuditEntry(
                row.GetInt64(0), Time(row.GetInt64(1)), new WriteOrigin(row.GetString(2), row.Text(3), row.GetString(4), row.Text(5)), row.Text(6),
                row.GetInt32(7), row.IsDBNull(8) ? null : row.GetInt64(8), row.Text(9)),
            """
            SELECT id, at, actor, remote, action, reason, service, status, revision, detail FROM audit
            WHERE id < $before ORDER BY id DESC LIMIT $limit
            """,
            ("$before", before ?? long.MaxValue), ("$limit", limit));

    /// <inheritdoc cref="IDocumentStore.ReadDocumentsAsync"/>
    public static IReadOnlyList<StoredRecord> ReadDocuments(SqliteConnection db, string kind, string? name = null) =>
        db.Rows(
            row => new StoredRecord(row.GetString(0), row.GetInt64(1), row.GetString(2)),
            "SELECT name, version, json FROM documents WHERE kind = $kind AND ($name IS NULL OR name = $name) AND json IS NOT NULL ORDER BY name",
            ("$kind", kind), ("$name", name));

    /// <inheritdoc cref="IDocumentStore.ReadOutboxAsync"/>
    public static IReadOnlyList<OutboxEntry> ReadOutbox(SqliteConnection db, long sequence, int limit) =>
        db.Rows(
            row => new OutboxEntry(row.GetInt64(0), row.GetString(1), row.GetString(2)),
            "SELECT sequence, key, json FROM outbox WHERE sequence > $sequence ORDER BY sequence LIMIT $limit",
            ("$sequence", sequence), ("$limit", limit));

    private static StoredDocument Document(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.Text(3));

    private static HistoryEntry Entry(SqliteDataReader row, string? document) =>
        new(row.GetString(0), row.GetInt64(1), Time(row.GetInt64(2)), new WriteOrigin(row.GetString(3), row.Text(4), row.GetString(5), row.Text(6)), document);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

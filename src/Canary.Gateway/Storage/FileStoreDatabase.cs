using Canary.Gateway.Hosting;
using Microsoft.Data.Sqlite;

namespace Canary.Gateway.Storage;

/// <summary>Opens the database of the file store: durable at every commit, and held by one process.</summary>
/// <remarks>
/// Tables: <c>meta</c> (store_id, revision, floor), <c>services</c>, <c>deletions</c> (the revision at which a name went),
/// <c>matches</c> (who has which host and path), <c>history</c> (versions by service), <c>events</c> (accepted writes in order),
/// <c>audit</c>; since layout 2 also <c>services.state</c>, <c>documents</c> (json is NULL once deleted, as versions go on), <c>outbox</c>,
/// <c>rollout_counts</c> and <c>exposed_users</c>; since layout 3 <c>evidence</c> and <c>failed_users</c>. Reads from before <c>floor</c> can't be told what was deleted since, so they get everything.
/// </remarks>
internal static class FileStoreDatabase
{
    /// <summary>The database's file in the store's folder.</summary>
    public const string FileName = "canary.db";

    private const long SchemaVersion = 3;

    // In WAL mode with synchronous=FULL a commit returns after its fsync. The exclusive lock is kept until the connection is
    // closed or the process dies, and needs no shared memory. Temporary data stays in memory: the root file system may be read-only.
    private const string Settings = """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA fullfsync = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA journal_size_limit = 16777216;
        """;

    private const string Schema = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE services (name TEXT PRIMARY KEY, revision INTEGER NOT NULL, document TEXT NOT NULL);
        CREATE INDEX services_by_revision ON services (revision);
        CREATE TABLE deletions (name TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX deletions_by_revision ON deletions (revision);
        CREATE TABLE matches (match_key TEXT PRIMARY KEY, service TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX matches_by_service ON matches (service);
        CREATE TABLE history (
            id INTEGER PRIMARY KEY, service TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,
            actor TEXT NOT NULL, remote TEXT, action TEXT NOT NULL, reason TEXT, document TEXT);
        CREATE UNIQUE INDEX history_by_service ON history (service, revision);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, service TEXT NOT NULL, revision INTEGER NOT NULL, at INTEGER NOT NULL,
            actor TEXT NOT NULL, remote TEXT, action TEXT NOT NULL, reason TEXT);
        CREATE INDEX events_by_revision ON events (revision);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, remote TEXT, action TEXT NOT NULL, reason TEXT,
            service TEXT, status INTEGER NOT NULL, revision INTEGER, detail TEXT);
        PRAGMA user_version = 1;
        """;

    private const string SchemaOfRollouts = """
        ALTER TABLE services ADD COLUMN state TEXT;
        CREATE TABLE documents (kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, json TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, json TEXT NOT NULL);
        CREATE TABLE rollout_counts (
            rollout TEXT NOT NULL, holder TEXT NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (rollout, holder)) WITHOUT ROWID;
        CREATE TABLE exposed_users (rollout TEXT NOT NULL, user INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (rollout, user)) WITHOUT ROWID;
        PRAGMA user_version = 2;
        """;

    private const string SchemaOfEvidence = """
        CREATE TABLE evidence (
            rollout TEXT NOT NULL, holder TEXT NOT NULL, step INTEGER NOT NULL, share INTEGER NOT NULL, totals TEXT NOT NULL, until INTEGER NOT NULL,
            PRIMARY KEY (rollout, holder, step, share)) WITHOUT ROWID;
        CREATE TABLE failed_users (
            rollout TEXT NOT NULL, user INTEGER NOT NULL, at_baseline INTEGER NOT NULL, step INTEGER NOT NULL, share INTEGER NOT NULL, PRIMARY KEY (rollout, user)) WITHOUT ROWID;
        PRAGMA user_version = 3;
        """;

    /// <summary>Opens the database in <paramref name="folder"/>, and creates both where they do not exist.</summary>
    /// <exception cref="SettingsException">The folder can't be used: unwritable, in use by another gateway, or of a newer version.</exception>
    /// <exception cref="SqliteException">The database is damaged or can't be read.</exception>
    public static SqliteConnection Open(string folder)
    {
        CreateFolder(folder);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, FileName),
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 2,
        }.ToString());
        try
        {
            connection.Open();
            connection.Execute(Settings);
            CreateSchema(connection, folder);
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteCode.Busy or SqliteCode.Locked)
        {
            connection.Dispose();
            throw Refused(folder, "another gateway uses this folder, and a file store serves one. Give each its own folder, or set Canary:Store:Kind to Redis.");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteCode.CantOpen or SqliteCode.ReadOnly)
        {
            connection.Dispose();
            throw Refused(folder, $"{FileName} can't be opened for writing. Give a folder that the gateway may write to.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a copy of the database that nobody else knows of, to read it.</summary>
    public static SqliteConnection OpenCopy(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(folder, $"the folder can't be created ({e.Message.TrimEnd('.')}). Give a folder that the gateway may write to.");
        }
    }

    private static void CreateSchema(SqliteConnection connection, string folder)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = connection.Scalar<long>("PRAGMA user_version");
        if (version > SchemaVersion)
        {
            throw Refused(folder, $"{FileName} was written by a newer version of the gateway (layout {version}, this one knows up to {SchemaVersion}).");
        }

        string[] layouts = [Schema, SchemaOfRollouts, SchemaOfEvidence];
        foreach (var layout in layouts.Skip((int)version))
        {
            connection.Execute(layout);
        }

        transaction.Commit();
    }

    private static SettingsException Refused(string folder, string why) => new([$"Canary:Store:Path is '{folder}': {why}"]);
}

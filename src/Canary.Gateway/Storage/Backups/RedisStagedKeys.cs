using System.Globalization;
using System.Text;
using StackExchange.Redis;

namespace Canary.Gateway.Storage.Backups;

/// <summary>The keys of a restore while it is written, under names that nobody reads. Used by one task.</summary>
internal sealed class RedisStagedKeys(string prefix, DateTimeOffset now)
{
    // In case whoever restores is gone in the middle of it.
    private static readonly TimeSpan GivenUp = TimeSpan.FromHours(1);
    private static readonly TimeSpan LedgerKept = TimeSpan.FromDays(2);

    private readonly Dictionary<string, long?> _names = new(StringComparer.Ordinal);
    private readonly List<Func<IDatabase, Task>> _pending = [];
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    /// <summary>What all of them begin with.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>What stands behind the prefix, and when the key expires in the end, in milliseconds since 1970; null: never.</summary>
    public IReadOnlyCollection<(string Name, long? ExpiresAt)> Names => [.. _names.Select(name => (name.Key, name.Value))];

    /// <summary>Records that were added and not written.</summary>
    public int PendingRecords { get; private set; }

    /// <summary>About how many bytes they have.</summary>
    public int PendingBytes { get; private set; }

    /// <summary>Takes a record.</summary>
    public void Add(BackupRecord record)
    {
        PendingRecords++;
        switch (record)
        {
            case BackupHead:
                break;
            case BackupService service:
                AddService(service);
                break;
            case BackupDeletion deletion:
                AddToSortedSet("deletions", deletion.Name, deletion.Revision);
                break;
            case BackupVersion version:
                AddToSortedSet(
                    $"history:{version.Service}",
                    RedisEntries.Write(new RedisEntries.Version(version.Service, version.Revision, version.At, version.Origin, version.Document)),
                    version.Revision);
                break;
            case BackupEvent told:
                AddToSortedSet("log", RedisEntries.Write(new RedisEntries.Version(told.Service, told.Revision, told.At, told.Origin, null)), told.Revision);
                break;
            case BackupAttempt attempt:
                AddToSortedSet(
                    "audit",
                    RedisEntries.Write(new RedisEntries.Attempt(attempt.Id, attempt.At, attempt.Origin, attempt.Service, attempt.Status, attempt.Revision, attempt.Detail)),
                    attempt.Id);
                break;
            case BackupDocument document:
                AddToHash("versions", $"{document.Of}/{document.Name}", document.Version.ToString(CultureInfo.InvariantCulture));
                if (document.Json is not null)
                {
                    AddToHash($"documents:{document.Of}", document.Name, document.Json);
                }

                break;
            case BackupMessage message:
                AddToSortedSet("outbox", string.Create(CultureInfo.InvariantCulture, $"{message.Sequence} {message.Key} {message.Json}"), message.Sequence);
                break;
            default:
                AddLedger(record);
                break;
        }
    }

    /// <summary>Writes what was added.</summary>
    public async Task<bool> WritePendingAsync(IDatabase database)
    {
        await Task.WhenAll(_pending.Select(write => write(database)).Concat(_touched.Select(key => database.KeyExpireAsync(key, GivenUp))).ToList());
        _pending.Clear();
        _touched.Clear();
        (PendingRecords, PendingBytes) = (0, 0);
        return true;
    }

    private void AddService(BackupService service)
    {
        var places = BackupPlaces.Of(service);
        AddToHash("services", service.Name, service.Document);
        AddToSortedSet("revisions", service.Name, service.Revision);
        AddToHash("places", service.Name, RedisEntries.Write(places));
        if (service.State is not null)
        {
            AddToHash("states", service.Name, service.State);
        }

        foreach (var place in places)
        {
            AddToHash("matches", place, service.Name);
        }
    }

    private void AddLedger(BackupRecord record)
    {
        var kept = (now + LedgerKept).ToUnixTimeMilliseconds();
        switch (record)
        {
            case BackupCount count:
                AddToHash($"counts:{count.Rollout}", count.Holder, string.Create(CultureInfo.InvariantCulture, $"{count.Requests} {count.Errors}"), kept);
                break;
            case BackupUsers users:
                AddToSet($"users:{users.Rollout}", users.Users, kept);
                break;
            case BackupEvidence evidence:
                AddToHash(
                    $"evidence:{evidence.Rollout}", RedisEvidence.FieldOf(evidence.Holder, evidence.Step, evidence.Share), EvidenceSums.Write(evidence.Totals),
                    Math.Max(kept, evidence.Until));
                break;
            case BackupFailedUsers failed:
                AddToSet($"failed:{failed.Rollout}", failed.Users, kept);
                if (failed.Share != BackupFailedUsers.Forgotten)
                {
                    var (key, field) = (Name($"evidence:{failed.Rollout}", kept), RedisEvidence.FieldOfUsers(failed.Step, failed.Share, failed.AtBaseline));
                    Write(key, 100, database => database.HashIncrementAsync(key, field, failed.Users.Count));
                }

                break;
            default:
                throw new BackupException($"A {record.GetType().Name} is not what a backup has there.");
        }
    }

    private void AddToHash(string name, string field, string value, long? expiresAt = null)
    {
        var key = Name(name, expiresAt);
        Write(key, Encoding.UTF8.GetByteCount(value), database => database.HashSetAsync(key, field, value));
    }

    private void AddToSortedSet(string name, string value, double score)
    {
        var key = Name(name, null);
        Write(key, Encoding.UTF8.GetByteCount(value), database => database.SortedSetAddAsync(key, value, score));
    }

    private void AddToSet(string name, IReadOnlyList<long> values, long expiresAt)
    {
        var key = Name(name, expiresAt);
        Write(key, values.Count * 20, database => database.SetAddAsync(key, [.. values.Select(value => (RedisValue)value)]));
    }

    private string Name(string name, long? expiresAt)
    {
        _names[name] = _names.GetValueOrDefault(name) is { } known && expiresAt is { } given ? Math.Max(known, given) : expiresAt;
        return Prefix + name;
    }

    private void Write(string key, int bytes, Func<IDatabase, Task> write)
    {
        PendingBytes += bytes;
        _pending.Add(write);
        _touched.Add(key);
    }
}

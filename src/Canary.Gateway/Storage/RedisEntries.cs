using System.Globalization;
using System.Text.Json;
using Canary.Core.Services;
using StackExchange.Redis;

namespace Canary.Gateway.Storage;

/// <summary>The forms in which the Redis store keeps history, audit, gateways, events and counts.</summary>
/// <remarks>What can't be read, as somebody else wrote it, is a <see cref="StoreUnavailableException"/> that shows it.</remarks>
internal static class RedisEntries
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Any of the records below, or a list of names, as JSON.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Format);

    /// <summary>An accepted write.</summary>
    public static HistoryEntry ReadHistory(RedisValue json)
    {
        var entry = Read<Version>(json);
        return entry.Service is not null && IsWhole(entry.Origin) && TryReadTime(entry.At, out var at)
            ? new HistoryEntry(entry.Service, entry.Revision, at, entry.Origin, entry.Document)
            : throw Damaged(json);
    }

    /// <summary>An attempt.</summary>
    public static AuditEntry ReadAudit(RedisValue json)
    {
        var entry = Read<Attempt>(json);
        return IsWhole(entry.Origin) && TryReadTime(entry.At, out var at)
            ? new AuditEntry(entry.Id, at, entry.Origin, entry.Service, entry.Status, entry.Revision, entry.Detail)
            : throw Damaged(json);
    }

    /// <summary>A gateway.</summary>
    public static InstanceInfo ReadInstance(string id, RedisValue json, long seenAt)
    {
        var instance = Read<Instance>(json);
        return instance.Version is not null && TryReadTime(seenAt, out var at) ? new InstanceInfo(id, instance.Version, instance.AppliedRevision, instance.StartedAt, at) { LeaseToken = instance.LeaseToken } : throw Damaged(json);
    }

    /// <summary>An event: <c>sequence key json</c>.</summary>
    public static OutboxEntry ReadOutbox(RedisValue entry) =>
        ((string)entry!).Split(' ', 3) is [var sequence, var key, var json] && TryReadTotal(sequence, out var number)
            ? new OutboxEntry(number, key, json)
            : throw Damaged(entry);

    /// <summary>The sum of what each run of a gateway counted of a rollout: <c>requests errors</c>.</summary>
    public static RolloutCount ReadCounts(string rollout, RedisValue[] totals)
    {
        var sum = new RolloutCount(rollout, 0, 0);
        foreach (var total in totals)
        {
            if (((string)total!).Split(' ') is not [var first, var second] || !TryReadTotal(first, out var requests) || !TryReadTotal(second, out var errors))
            {
                throw Damaged(total);
            }

            sum = sum with { Requests = sum.Requests + requests, Errors = sum.Errors + errors };
        }

        return sum;
    }

    private static bool TryReadTotal(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static T Read<T>(RedisValue json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>((string)json!, Format) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw Damaged(json, e);
        }
    }

    /// <summary>An entry can't be read.</summary>
    public static StoreUnavailableException Damaged(RedisValue entry, Exception? why = null) =>
        new($"Redis holds an entry that can't be read{(why is null ? "" : $" ({Quoted.Within(why.Message, 200)})")}: '{Quoted.Within((string)entry!, 100)}'", why);

    // Of what the scripts wrote; the reader of JSON does not mind fields that are missing.
    private static bool IsWhole(WriteOrigin? origin) => origin is { Actor: not null, Action: not null };

    private static bool TryReadTime(long milliseconds, out DateTimeOffset time)
    {
        var isTime = milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return isTime;
    }

    /// <summary>An entry of a history or of the log.</summary>
    internal sealed record Version(string Service, long Revision, long At, WriteOrigin Origin, string? Document);

    /// <summary>An entry of the audit; the script adds id, time and origin.</summary>
    internal sealed record Attempt(long Id, long At, WriteOrigin Origin, string? Service, int Status, long? Revision, string? Detail);

    /// <summary>A gateway in the hash of instances.</summary>
    internal sealed record Instance(string Version, long AppliedRevision, DateTimeOffset StartedAt, long LeaseToken = 0);
}

using System.Globalization;
using System.Text.Json;
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
        return new HistoryEntry(entry.Service, entry.Revision, Time(entry.At), entry.Origin, entry.Document);
    }

    /// <summary>An attempt.</summary>
    public static AuditEntry ReadAudit(RedisValue json)
    {
        var entry = Read<Attempt>(json);
        return new AuditEntry(entry.Id, Time(entry.At), entry.Origin, entry.Service, entry.Status, entry.Revision, entry.Detail);
    }

    /// <summary>A gateway.</summary>
    public static InstanceInfo ReadInstance(string id, RedisValue json, long seenAt)
    {
        var instance = Read<Instance>(json);
        return new InstanceInfo(id, instance.Version, instance.AppliedRevision, instance.StartedAt, Time(seenAt));
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
        new($"Redis holds an entry that can't be read{(why is null ? "" : $" ({why.Message})")}: '{Start((string)entry!)}'", why);

    private static string Start(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>An entry of a history or of the log.</summary>
    internal sealed record Version(string Service, long Revision, long At, WriteOrigin Origin, string? Document);

    /// <summary>An entry of the audit; the script adds id, time and origin.</summary>
    internal sealed record Attempt(long Id, long At, WriteOrigin Origin, string? Service, int Status, long? Revision, string? Detail);

    /// <summary>A gateway in the hash of instances.</summary>
    internal sealed record Instance(string Version, long AppliedRevision, DateTimeOffset StartedAt);
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Discovery.Etcd;

/// <summary>The keys of a prefix and what they hold, at one revision. Keys and values travel as base64, numbers as text.</summary>
internal sealed class EtcdKeys
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>No keys.</summary>
    /// <param name="prefix">What they begin with; not empty.</param>
    public EtcdKeys(string prefix)
    {
        var first = Encoding.UTF8.GetBytes(prefix);
        First = Convert.ToBase64String(first);

        // The first key after all that begin so: UTF-8 has no byte 0xFF, so that its last byte can always be one more.
        first[^1]++;
        End = Convert.ToBase64String(first);
    }

    /// <summary>The prefix, as etcd wants it.</summary>
    public string First { get; }

    /// <summary>Where the keys of the prefix end.</summary>
    public string End { get; }

    /// <summary>The revision at which they are known.</summary>
    public long Revision { get; private set; }

    /// <summary>Takes over the answer to a question for all of them.</summary>
    public void Replace(JsonElement answer)
    {
        var revision = RevisionOf(answer);
        _values.Clear();
        if (answer.TryGetProperty("kvs", out var pairs))
        {
            foreach (var pair in pairs.EnumerateArray())
            {
                _values[pair.GetProperty("key").GetString()!] = ValueOf(pair);
            }
        }

        Revision = revision;
    }

    /// <summary>Takes over a message of a watch. Where what came meanwhile was compacted away, it is lost.</summary>
    /// <exception cref="IOException">The watch is over.</exception>
    public EtcdNews Apply(JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
        {
            throw new IOException($"it says {Quoted.Json(error)}");
        }

        var result = message.GetProperty("result");
        if (result.TryGetProperty("canceled", out var canceled) && canceled.GetBoolean())
        {
            return result.TryGetProperty("compact_revision", out _)
                ? EtcdNews.Lost
                : throw new IOException(result.TryGetProperty("cancel_reason", out var reason) ? $"it says {Quoted.Json(reason)}" : "it says no reason");
        }

        if (!result.TryGetProperty("events", out var events))
        {
            return EtcdNews.None;
        }

        foreach (var change in events.EnumerateArray())
        {
            var pair = change.GetProperty("kv");
            var key = pair.GetProperty("key").GetString()!;
            if (change.TryGetProperty("type", out var type) && type.GetString() == "DELETE")
            {
                _values.Remove(key);
            }
            else
            {
                _values[key] = ValueOf(pair);
            }
        }

        Revision = RevisionOf(result);
        return EtcdNews.Changed;
    }

    /// <summary>The destinations that the values are; a value that is none is an address that is not allowed.</summary>
    /// <param name="scheme">For those that are host and port.</param>
    public IReadOnlyList<DestinationConfig> Destinations(string scheme) => [.. _values.Values.Select(value => EtcdValue.Read(value, scheme))];

    // What is empty is left out of the JSON.
    private static string ValueOf(JsonElement pair) =>
        pair.TryGetProperty("value", out var value) ? Encoding.UTF8.GetString(value.GetBytesFromBase64()) : "";

    private static long RevisionOf(JsonElement answer) =>
        long.Parse(answer.GetProperty("header").GetProperty("revision").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json.Nodes;
using Canary.Core.Comparison;

namespace Canary.Core.Tests.Comparison;

/// <summary>Random JSON documents, the same with their members shuffled, and the same with one change.</summary>
internal static class RandomJson
{
    private static readonly string[] Names = ["a", "b", "c", "id", "x/y", "t~e", "1", "é"];

    public static JsonNode? Document(Random chance, int depth = 4) => chance.Next(depth > 0 ? 7 : 4) switch
    {
        0 => JsonValue.Create(chance.Next(-5, 1000) / (chance.Next(2) + 1m)),
        1 => JsonValue.Create(new string((char)chance.Next('a', 'z'), chance.Next(4))),
        2 => JsonValue.Create(chance.Next(2) == 0),
        3 => null,
        4 => new JsonArray([.. Enumerable.Range(0, chance.Next(4)).Select(_ => Document(chance, depth - 1))]),
        _ => new JsonObject(Names.Where(_ => chance.Next(2) == 0).Select(name => KeyValuePair.Create(name, Document(chance, depth - 1)))),
    };

    public static JsonNode? Shuffled(JsonNode? node, Random chance)
    {
        if (node is JsonArray array)
        {
            return new JsonArray([.. array.Select(item => Shuffled(item, chance))]);
        }

        if (node is not JsonObject members)
        {
            return node?.DeepClone();
        }

        KeyValuePair<string, JsonNode?>[] shuffled = [.. members.Select(member => KeyValuePair.Create(member.Key, Shuffled(member.Value, chance)))];
        chance.Shuffle(shuffled);
        return new JsonObject(shuffled);
    }

    /// <summary>The same with one change, and where that is.</summary>
    public static (JsonNode? Changed, string Place, DifferenceKind Kind) Change(JsonNode? node, Random chance, string place = "")
    {
        if (node is JsonObject { Count: > 0 } members && chance.Next(4) > 0)
        {
            var name = members.Select(member => member.Key).ElementAt(chance.Next(members.Count));
            var below = $"{place}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            var copy = members.DeepClone().AsObject();
            if (chance.Next(4) == 0)
            {
                copy.Remove(name);
                return (copy, below, DifferenceKind.Missing);
            }

            var change = Change(members[name], chance, below);
            copy[name] = change.Changed;
            return (copy, change.Place, change.Kind);
        }

        if (node is JsonArray { Count: > 0 } items && chance.Next(4) > 0)
        {
            var index = chance.Next(items.Count);
            var copy = items.DeepClone().AsArray();
            if (chance.Next(4) == 0)
            {
                copy.Add(true);
                return (copy, string.Create(CultureInfo.InvariantCulture, $"{place}/{items.Count}"), DifferenceKind.Added);
            }

            var change = Change(items[index], chance, string.Create(CultureInfo.InvariantCulture, $"{place}/{index}"));
            copy[index] = change.Changed;
            return (copy, change.Place, change.Kind);
        }

        var here = place.Length == 0 ? PlaceSet.Root : place;
        return node switch
        {
            JsonValue value when value.TryGetValue(out decimal number) => (JsonValue.Create(number + 0.5m), here, DifferenceKind.Value),
            JsonValue value when value.TryGetValue(out string? text) => (JsonValue.Create(text + "!"), here, DifferenceKind.Value),
            JsonValue value when value.TryGetValue(out bool flag) => (JsonValue.Create(!flag), here, DifferenceKind.Value),
            null => (JsonValue.Create(false), here, DifferenceKind.Type),
            _ => (null, here, DifferenceKind.Type),
        };
    }
}

using System.Runtime.InteropServices;
using System.Text.Json;

namespace Canary.Core.Comparison;

/// <summary>Compares two JSON bodies by their structure: members in any order, items in theirs, numbers by value.</summary>
internal static class JsonComparison
{
    /// <summary>Compares them.</summary>
    /// <param name="one">The first, in UTF-8.</param>
    /// <param name="other">The second.</param>
    /// <param name="found">Receives the differences.</param>
    /// <returns>Whether both are JSON; false where one is not, and nothing was added.</returns>
    public static bool TryCompare(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other, DifferenceList found)
    {
        try
        {
            using var a = JsonDocument.Parse(one);
            using var b = JsonDocument.Parse(other);
            if (!HasText(a.RootElement) || !HasText(b.RootElement))
            {
                return false;
            }

            Compare(a.RootElement, b.RootElement, found);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Compare(JsonElement one, JsonElement other, DifferenceList found)
    {
        if (found.IsFull)
        {
            return;
        }

        if (TypeOf(one) != TypeOf(other))
        {
            found.AddHere(DifferenceKind.Type);
        }
        else if (one.ValueKind == JsonValueKind.Object)
        {
            CompareMembers(one, other, found);
        }
        else if (one.ValueKind == JsonValueKind.Array)
        {
            CompareItems(one, other, found);
        }
        else if (!AreEqual(one, other))
        {
            found.AddHere(DifferenceKind.Value);
        }
    }

    private static bool AreEqual(JsonElement one, JsonElement other) => one.ValueKind switch
    {
        JsonValueKind.Number => JsonNumber.AreEqual(JsonMarshal.GetRawUtf8Value(one), JsonMarshal.GetRawUtf8Value(other)),
        JsonValueKind.String => one.ValueEquals(other.GetString()),
        _ => one.ValueKind == other.ValueKind,
    };

    private static void CompareMembers(JsonElement one, JsonElement other, DifferenceList found)
    {
        var (members, others) = (MembersOf(one), MembersOf(other));
        foreach (var (name, value) in members)
        {
            found.Enter(name);
            if (others.TryGetValue(name, out var counterpart))
            {
                Compare(value, counterpart, found);
            }
            else
            {
                found.AddHere(DifferenceKind.Missing);
            }

            found.Leave();
        }

        foreach (var name in others.Keys.Where(name => !members.ContainsKey(name)))
        {
            found.Enter(name);
            found.AddHere(DifferenceKind.Added);
            found.Leave();
        }
    }

    private static void CompareItems(JsonElement one, JsonElement other, DifferenceList found)
    {
        var (items, others) = (one.EnumerateArray(), other.EnumerateArray());
        for (var index = 0; ; index++)
        {
            var (has, otherHas) = (items.MoveNext(), others.MoveNext());
            if (!has && !otherHas)
            {
                return;
            }

            found.Enter(index);
            if (has && otherHas)
            {
                Compare(items.Current, others.Current, found);
            }
            else
            {
                found.AddHere(has ? DifferenceKind.Missing : DifferenceKind.Added);
            }

            found.Leave();
        }
    }

    // Where a name comes twice, the last one holds, as readers of JSON have it.
    private static Dictionary<string, JsonElement> MembersOf(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private static JsonValueKind TypeOf(JsonElement element) => element.ValueKind == JsonValueKind.False ? JsonValueKind.True : element.ValueKind;

    /// <summary>Whether all names and strings are text; half of a surrogate pair, which JSON can escape, is none.</summary>
    private static bool HasText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && HasText(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(HasText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

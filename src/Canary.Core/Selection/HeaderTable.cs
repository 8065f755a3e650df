using System.Numerics;

namespace Canary.Core.Selection;

/// <summary>The headers that a service's selection reads, each with a slot: one pass over a request's headers finds them all.</summary>
/// <remarks>
/// Asking the server for one header costs 10 to 35 ns, most of all where the request does not have it; the pass costs about 5 ns
/// a header of the request. A hash table with open addressing; the hash is made of a name's length and two of its letters.
/// </remarks>
internal sealed class HeaderTable
{
    private const int FewestNames = 3;

    private readonly string[] _names;
    private readonly sbyte[] _slots;

    private HeaderTable(string[] names)
    {
        _names = [.. names.Select(AsServersWriteIt)];
        _slots = new sbyte[(int)BitOperations.RoundUpToPowerOf2((uint)names.Length * 4)];
        Array.Fill(_slots, (sbyte)-1);
        for (var slot = 0; slot < names.Length; slot++)
        {
            var at = HashOf(names[slot]);
            while (_slots[at & (_slots.Length - 1)] >= 0)
            {
                at++;
            }

            _slots[at & (_slots.Length - 1)] = (sbyte)slot;
        }
    }

    /// <summary>How many slots there are.</summary>
    public int Count => _names.Length;

    /// <summary>A table of the headers that values are in, or null where they are so few that asking for each is quicker, or more than 100.</summary>
    public static HeaderTable? Create(IEnumerable<NamedFact> facts)
    {
        var names = facts.Select(fact => fact.Header).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        return names.Length is >= FewestNames and <= 100 ? new HeaderTable(names) : null;
    }

    /// <summary>The slot of a header, any case, or -1.</summary>
    public int Find(string name)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        for (var at = HashOf(name); ; at++)
        {
            var slot = _slots[at & (_slots.Length - 1)];
            if (slot < 0 || name.Equals(_names[slot], StringComparison.OrdinalIgnoreCase))
            {
                return slot;
            }
        }
    }

    /// <summary>The very object that the server's constant for the header is, where it has one: comparing it with itself costs nothing.</summary>
    private static string AsServersWriteIt(string name)
    {
        var parts = name.Split('-').Select(part => part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant());
        return string.IsInterned(string.Join('-', parts)) ?? name;
    }

    private static int HashOf(string name) => (name.Length * 7) + ((name[^1] | 0x20) * 3) + (name[name.Length / 2] | 0x20);
}

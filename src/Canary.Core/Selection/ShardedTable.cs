using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Canary.Core.Selection;

/// <summary>An immutable table by text of which a changed copy costs little, however large it is.</summary>
/// <typeparam name="T">What is kept for a key.</typeparam>
/// <remarks>
/// Keys are spread over shards of a few dozen entries by a hash; a copy shares all shards but those that change. So a change costs
/// one shard and the list of shards, and what differs between two tables is found by comparing references of shards.
/// Look-ups cost one dictionary look-up and the choice of the shard. Where case is ignored, keys must be ASCII.
/// </remarks>
public sealed class ShardedTable<T> : IReadOnlyDictionary<string, T>
    where T : class
{
    private const int UsualEntries = 32;
    private const ulong HashFactor = 0x9E37_79B9_7F4A_7C15;
    private const ulong LowerCase = 0x0020_0020_0020_0020;

    private readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>>[] _shards;
    private readonly StringComparer _comparer;

    private ShardedTable(StringComparer comparer, Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>>[] shards, int count) =>
        (_comparer, _shards, Count) = (comparer, shards, count);

    /// <summary>An empty table whose keys are compared exactly.</summary>
    public static ShardedTable<T> Ordinal { get; } = Empty(StringComparer.Ordinal);

    /// <summary>An empty table whose keys, ASCII, are compared without regard to case.</summary>
    public static ShardedTable<T> OrdinalIgnoreCase { get; } = Empty(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<T> Values => this.Select(entry => entry.Value);

    /// <inheritdoc/>
    public T this[string key] => Find(key) ?? throw new KeyNotFoundException($"The table has no '{key}'.");

    /// <summary>What is kept for a key, or null.</summary>
    public T? Find(ReadOnlySpan<char> key) => _shards[ShardOf(key, _shards.Length)].TryGetValue(key, out var value) ? value : null;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Find(key) is not null;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => (value = Find(key)) is not null;

    /// <summary>A changed copy.</summary>
    /// <param name="changes">The new values by key, one after the other; null removes a key, also one that is not there.</param>
    public ShardedTable<T> With(IEnumerable<KeyValuePair<string, T?>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var shards = _shards.AsSpan().ToArray();
        var copied = new bool[shards.Length];
        var count = Count;
        foreach (var (key, value) in changes)
        {
            var index = ShardOf(key, shards.Length);
            if (!copied[index])
            {
                shards[index] = Lookup(new Dictionary<string, T>(shards[index].Dictionary, _comparer));
                copied[index] = true;
            }

            var shard = shards[index].Dictionary;
            count -= shard.Count;
            if (value is null)
            {
                shard.Remove(key);
            }
            else
            {
                shard[key] = value;
            }

            count += shard.Count;
        }

        var changed = new ShardedTable<T>(_comparer, shards, count);
        return count > 2 * UsualEntries * shards.Length || count < UsualEntries / 4 * (shards.Length - 1) ? changed.Spread() : changed;
    }

    /// <summary>The keys whose value here is another object than in <paramref name="other"/>, or that one of both does not have.</summary>
    public IEnumerable<string> Differences(ShardedTable<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _shards.Length == other._shards.Length
            ? Enumerable.Range(0, _shards.Length).SelectMany(i => Differences(_shards[i].Dictionary, other._shards[i].Dictionary))
            : Differences(this, other);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator()
    {
        foreach (var shard in _shards)
        {
            foreach (var entry in shard.Dictionary)
            {
                yield return entry;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ShardedTable<T> Empty(StringComparer comparer) => new(comparer, [Lookup(new Dictionary<string, T>(comparer))], 0);

    private static Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> Lookup(Dictionary<string, T> shard) => shard.GetAlternateLookup<ReadOnlySpan<char>>();

    private static IEnumerable<string> Differences(IReadOnlyDictionary<string, T> here, IReadOnlyDictionary<string, T> there) =>
        ReferenceEquals(here, there)
            ? []
            : here.Where(entry => !there.TryGetValue(entry.Key, out var value) || !ReferenceEquals(value, entry.Value)).Select(entry => entry.Key)
                .Concat(there.Keys.Where(key => !here.ContainsKey(key)));

    /// <summary>The same entries in as many shards as suit their number.</summary>
    private ShardedTable<T> Spread()
    {
        var shards = new Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>>[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, Count / UsualEntries))];
        for (var i = 0; i < shards.Length; i++)
        {
            shards[i] = Lookup(new Dictionary<string, T>(Count / shards.Length, _comparer));
        }

        foreach (var (key, value) in this)
        {
            shards[ShardOf(key, shards.Length)].Dictionary.Add(key, value);
        }

        return new ShardedTable<T>(_comparer, shards, Count);
    }

    /// <summary>A multiplicative hash over four characters at a time, those of a letter's both cases being one.</summary>
    private static int ShardOf(ReadOnlySpan<char> key, int shards)
    {
        if (shards == 1)
        {
            return 0;
        }

        var hash = (ulong)key.Length;
        for (; key.Length >= 4; key = key[4..])
        {
            hash = Mix(hash, MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(key)));
        }

        foreach (var character in key)
        {
            hash = Mix(hash, character);
        }

        return (int)(hash >> 32) & (shards - 1);
    }

    private static ulong Mix(ulong hash, ulong characters)
    {
        hash = (hash ^ (characters | LowerCase)) * HashFactor;
        return hash ^ (hash >> 32);
    }
}

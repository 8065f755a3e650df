namespace Canary.Core.Selection;

/// <summary>The services of one host by path; finds the longest path of whole segments.</summary>
/// <typeparam name="T">What is kept for a path.</typeparam>
internal sealed class PathTable<T>
    where T : class
{
    private readonly T? _root;
    private readonly int _longest;
    private readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _byPath;

    /// <summary>Builds the table from paths as operators write them.</summary>
    /// <exception cref="ArgumentException">Two paths are the same.</exception>
    public PathTable(IEnumerable<KeyValuePair<string, T>> paths)
    {
        var byPath = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (path, value) in paths)
        {
            var prefix = PathPrefix.Trim(path);
            if (!byPath.TryAdd(prefix, value))
            {
                throw new ArgumentException($"Two services have the same host and the path {path}.", nameof(paths));
            }

            _longest = Math.Max(_longest, prefix.Length);
        }

        _root = byPath.GetValueOrDefault("");
        _byPath = byPath.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What is kept for the longest path that a normalised path is at or below; null where there is none.</summary>
    public T? Find(ReadOnlySpan<char> path)
    {
        // No more of a path is looked at than the longest entry has: a long one made of slashes must not cost more than others.
        var end = path.Length;
        if (end > _longest)
        {
            end = path[..(_longest + 1)].LastIndexOf('/');
        }

        while (end > 0)
        {
            if (_byPath.TryGetValue(path[..end], out var value))
            {
                return value;
            }

            end = path[..end].LastIndexOf('/');
        }

        return _root;
    }
}

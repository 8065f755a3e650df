namespace Canary.Core.Selection;

/// <summary>The services of one host by path; finds the longest path of whole segments. Immutable.</summary>
/// <typeparam name="T">What is kept for a path.</typeparam>
internal sealed class PathTable<T>
    where T : class
{
    private readonly T? _root;
    private readonly ShardedTable<T> _belowRoot;
    private readonly int _longest;

    private PathTable(T? root, ShardedTable<T> belowRoot, int longest) => (_root, _belowRoot, _longest) = (root, belowRoot, longest);

    /// <summary>No paths.</summary>
    public static PathTable<T> Empty { get; } = new(null, ShardedTable<T>.Ordinal, 0);

    /// <summary>Whether there are no paths.</summary>
    public bool IsEmpty => _root is null && _belowRoot.Count == 0;

    /// <summary>What is kept for exactly this path, without slashes at its end; null where nothing is.</summary>
    public T? At(string path) => path.Length == 0 ? _root : _belowRoot.Find(path);

    /// <summary>A changed copy.</summary>
    /// <param name="changes">What is kept from now on by path, without slashes at its end; null removes the path.</param>
    public PathTable<T> With(IReadOnlyDictionary<string, T?> changes)
    {
        var below = changes.Where(change => change.Key.Length > 0).ToList();
        var longest = below.Where(change => change.Value is not null).Select(change => change.Key.Length).Append(_longest).Max();
        return new PathTable<T>(
            changes.TryGetValue("", out var root) ? root : _root,
            below.Count > 0 ? _belowRoot.With(below) : _belowRoot,
            longest);
    }

    /// <summary>What is kept for the longest path that a normalised path is at or below; null where there is none.</summary>
    public T? Find(ReadOnlySpan<char> path)
    {
        // No more of a path is looked at than the longest entry has ever had: a long one made of slashes must not cost more than others.
        var end = path.Length;
        if (end > _longest)
        {
            end = path[..(_longest + 1)].LastIndexOf('/');
        }

        while (end > 0)
        {
            if (_belowRoot.Find(path[..end]) is { } value)
            {
                return value;
            }

            end = path[..end].LastIndexOf('/');
        }

        return _root;
    }
}

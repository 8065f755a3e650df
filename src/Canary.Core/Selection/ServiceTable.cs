using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>Finds the service of a request: exact host before wildcard before any, then the longest path of whole segments.</summary>
/// <typeparam name="T">What the caller keeps for a service.</typeparam>
/// <remarks>
/// <c>*.example.com</c> matches every host that ends in <c>.example.com</c>, at any depth; of several wildcards the longest
/// is tried first. A host none of whose paths match falls through to the next less exact one. Cost: one look-up
/// for the host, one for each of its labels, and one for each segment of the path; the number of services plays no part,
/// and next to none in a change. Immutable, and so read without a lock.
/// </remarks>
public sealed class ServiceTable<T>
    where T : class
{
    private readonly ShardedTable<PathTable<T>> _exact;
    private readonly ShardedTable<PathTable<T>> _wildcards;
    private readonly PathTable<T> _anyHost;
    private readonly int _longestWildcard;

    private ServiceTable(ShardedTable<PathTable<T>> exact, ShardedTable<PathTable<T>> wildcards, PathTable<T> anyHost, int longestWildcard) =>
        (_exact, _wildcards, _anyHost, _longestWildcard) = (exact, wildcards, anyHost, longestWildcard);

    /// <summary>No services.</summary>
    public static ServiceTable<T> Empty { get; } =
        new(ShardedTable<PathTable<T>>.OrdinalIgnoreCase, ShardedTable<PathTable<T>>.OrdinalIgnoreCase, PathTable<T>.Empty, 0);

    /// <summary>A changed copy: first some services go, then others come. Two with the same host and path are not allowed.</summary>
    /// <param name="removed">What those match that go.</param>
    /// <param name="added">What those match that come, and what to keep for them.</param>
    /// <exception cref="ArgumentException">Two services have the same host and path.</exception>
    public ServiceTable<T> With(IEnumerable<MatchConfig> removed, IEnumerable<KeyValuePair<MatchConfig, T>> added)
    {
        ArgumentNullException.ThrowIfNull(removed);
        ArgumentNullException.ThrowIfNull(added);
        var changes = new Changes(this);
        foreach (var match in removed)
        {
            changes.Remove(match);
        }

        foreach (var (match, service) in added)
        {
            changes.Add(match, service);
        }

        return changes.Apply();
    }

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public T? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        if (host.EndsWith('.'))
        {
            // The root's own dot: an absolute name is the same host.
            host = host[..^1];
        }

        return _exact.Find(host)?.Find(path) ?? FindByWildcard(host, path) ?? _anyHost.Find(path);
    }

    private T? FindByWildcard(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        // A suffix has a label before it, so it starts at the second character at the earliest.
        var start = Math.Max(1, host.Length - _longestWildcard);
        while (start < host.Length)
        {
            var dot = host[start..].IndexOf('.');
            if (dot < 0)
            {
                return null;
            }

            if (_wildcards.Find(host[(start + dot)..])?.Find(path) is { } service)
            {
                return service;
            }

            start += dot + 1;
        }

        return null;
    }

    /// <summary>What changes by host and path, until it is applied.</summary>
    private sealed class Changes(ServiceTable<T> table)
    {
        private readonly Dictionary<string, Dictionary<string, T?>> _exact = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, Dictionary<string, T?>> _wildcards = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, T?> _anyHost = [];

        public void Remove(MatchConfig match)
        {
            var path = PathPrefix.Trim(match.Path);
            foreach (var (_, changes) in PlacesOf(match))
            {
                changes[path] = null;
            }
        }

        public void Add(MatchConfig match, T service)
        {
            var path = PathPrefix.Trim(match.Path);
            foreach (var (present, changes) in PlacesOf(match))
            {
                if ((changes.TryGetValue(path, out var changed) ? changed : present?.At(path)) is not null)
                {
                    throw new ArgumentException($"Two services have the same host and the path {match.Path}.", nameof(match));
                }

                changes[path] = service;
            }
        }

        public ServiceTable<T> Apply()
        {
            var wildcards = Apply(table._wildcards, _wildcards);
            return new ServiceTable<T>(
                Apply(table._exact, _exact),
                wildcards,
                _anyHost.Count > 0 ? table._anyHost.With(_anyHost) : table._anyHost,
                ReferenceEquals(wildcards, table._wildcards) ? table._longestWildcard : wildcards.Keys.Select(suffix => suffix.Length).DefaultIfEmpty(0).Max());
        }

        private static ShardedTable<PathTable<T>> Apply(ShardedTable<PathTable<T>> hosts, Dictionary<string, Dictionary<string, T?>> changes)
        {
            return changes.Count > 0 ? hosts.With(changes.Select(host => KeyValuePair.Create(host.Key, Changed(host.Key, host.Value)))) : hosts;

            PathTable<T>? Changed(string host, Dictionary<string, T?> paths) =>
                (hosts.Find(host) ?? PathTable<T>.Empty).With(paths) is { IsEmpty: false } some ? some : null;
        }

        private static Dictionary<string, T?> ChangesOf(Dictionary<string, Dictionary<string, T?>> hosts, string host)
        {
            if (!hosts.TryGetValue(host, out var changes))
            {
                hosts.Add(host, changes = []);
            }

            return changes;
        }

        private IEnumerable<(PathTable<T>? Present, Dictionary<string, T?> Changes)> PlacesOf(MatchConfig match)
        {
            foreach (var host in match.Hosts.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                yield return host.StartsWith("*.", StringComparison.Ordinal)
                    ? (table._wildcards.Find(host.AsSpan(1)), ChangesOf(_wildcards, host[1..]))
                    : (table._exact.Find(host), ChangesOf(_exact, host));
            }

            if (match.Hosts.Count == 0)
            {
                yield return (table._anyHost, _anyHost);
            }
        }
    }
}

using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>Finds the service of a request: exact host before wildcard before any, then the longest path of whole segments.</summary>
/// <typeparam name="T">What the caller keeps for a service.</typeparam>
/// <remarks>
/// <c>*.example.com</c> matches every host that ends in <c>.example.com</c>, at any depth; of several wildcards the longest
/// is tried first. A host none of whose paths match falls through to the next less exact one. Cost: one dictionary look-up
/// for the host, one for each of its labels, and one for each segment of the path; the number of services plays no part.
/// Immutable, and so read without a lock.
/// </remarks>
public sealed class ServiceTable<T>
    where T : class
{
    private readonly Dictionary<string, PathTable<T>>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly Dictionary<string, PathTable<T>>.AlternateLookup<ReadOnlySpan<char>> _wildcards;
    private readonly PathTable<T> _anyHost;
    private readonly int _longestWildcard;

    private ServiceTable(Dictionary<string, List<KeyValuePair<string, T>>> exact, Dictionary<string, List<KeyValuePair<string, T>>> wildcards, PathTable<T> anyHost)
    {
        _exact = Freeze(exact);
        _wildcards = Freeze(wildcards);
        _anyHost = anyHost;
        _longestWildcard = wildcards.Keys.Select(suffix => suffix.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Builds the table. Two entries with the same host and path are not allowed (the store refuses them).</summary>
    /// <exception cref="ArgumentException">Two entries have the same host and path.</exception>
    public static ServiceTable<T> Build(IEnumerable<KeyValuePair<MatchConfig, T>> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var exact = new Dictionary<string, List<KeyValuePair<string, T>>>(StringComparer.OrdinalIgnoreCase);
        var wildcards = new Dictionary<string, List<KeyValuePair<string, T>>>(StringComparer.OrdinalIgnoreCase);
        var anyHost = new List<KeyValuePair<string, T>>();
        foreach (var (match, service) in services)
        {
            var path = new KeyValuePair<string, T>(match.Path, service);
            foreach (var host in match.Hosts.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (host.StartsWith("*.", StringComparison.Ordinal))
                {
                    ListOf(wildcards, host[1..]).Add(path);
                }
                else
                {
                    ListOf(exact, host).Add(path);
                }
            }

            if (match.Hosts.Count == 0)
            {
                anyHost.Add(path);
            }
        }

        return new ServiceTable<T>(exact, wildcards, new PathTable<T>(anyHost));
    }

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public T? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        if (host.EndsWith('.'))
        {
            // The root's own dot: an absolute name is the same host.
            host = host[..^1];
        }

        if (_exact.TryGetValue(host, out var table) && table.Find(path) is { } service)
        {
            return service;
        }

        return FindByWildcard(host, path) ?? _anyHost.Find(path);
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

            if (_wildcards.TryGetValue(host[(start + dot)..], out var table) && table.Find(path) is { } service)
            {
                return service;
            }

            start += dot + 1;
        }

        return null;
    }

    private static List<KeyValuePair<string, T>> ListOf(Dictionary<string, List<KeyValuePair<string, T>>> hosts, string host)
    {
        if (!hosts.TryGetValue(host, out var list))
        {
            hosts[host] = list = [];
        }

        return list;
    }

    private static Dictionary<string, PathTable<T>>.AlternateLookup<ReadOnlySpan<char>> Freeze(
        Dictionary<string, List<KeyValuePair<string, T>>> hosts) =>
        hosts.ToDictionary(host => host.Key, host => new PathTable<T>(host.Value), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}

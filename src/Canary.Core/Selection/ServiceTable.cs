using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>Finds the service of a request: exact host before wildcard before any, then the longest path of whole segments.</summary>
/// <typeparam name="T">What the caller keeps for a service.</typeparam>
public sealed class ServiceTable<T>
    where T : class
{
    /// <summary>Builds the table. Two entries with the same host and path are not allowed (the store refuses them).</summary>
    public static ServiceTable<T> Build(IEnumerable<KeyValuePair<MatchConfig, T>> services) => throw new NotImplementedException();

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public T? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => throw new NotImplementedException();
}

using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>All services at one revision with everything that a request needs, resolved. Immutable; a request reads it once.</summary>
/// <remarks>Shares with the one before it all but what changed, so that a change costs the same among one service and among ten thousand.</remarks>
internal sealed class RoutingSnapshot
{
    private readonly ShardedTable<RoutedService> _byName;
    private readonly ServiceTable<RoutedService> _byMatch;

    private RoutingSnapshot(Snapshot source, ShardedTable<RoutedService> byName, ServiceTable<RoutedService> byMatch) =>
        (Source, _byName, _byMatch) = (source, byName, byMatch);

    /// <summary>No services.</summary>
    public static RoutingSnapshot Empty { get; } = new(Snapshot.Empty, ShardedTable<RoutedService>.Ordinal, ServiceTable<RoutedService>.Empty);

    /// <summary>What it was made from.</summary>
    public Snapshot Source { get; }

    /// <summary>The snapshot that follows this one.</summary>
    /// <param name="source">What it is made from.</param>
    /// <param name="changes">The services that it has not, or not as they are here.</param>
    /// <exception cref="ArgumentException">Two services have the same host and path.</exception>
    public RoutingSnapshot With(Snapshot source, IReadOnlyCollection<ServiceChange> changes) => new(
        source,
        _byName.With(changes.Select(change => KeyValuePair.Create(change.Name, change.Now))),
        _byMatch.With(
            changes.Select(change => change.Before).OfType<RoutedService>().Select(MatchOf),
            changes.Select(change => change.Now).OfType<RoutedService>().Select(service => KeyValuePair.Create(MatchOf(service), service))));

    /// <summary>The service for a host (any case, without port) and a normalised path, or null where none matches.</summary>
    public RoutedService? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => _byMatch.Find(host, path);

    /// <summary>The service of a name, or null.</summary>
    public RoutedService? Named(string name) => _byName.Find(name);

    private static MatchConfig MatchOf(RoutedService service) => service.Snapshot.Config.Match;
}

using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Routing;

/// <summary>Which services there are and what they match, as places in a list. Immutable, and kept for as long as neither changes.</summary>
/// <remarks>So a change of weights among ten thousand services does not build the table of hosts and paths anew.</remarks>
internal sealed class RoutingLayout
{
    private readonly Dictionary<string, Place> _byName;
    private readonly ServiceTable<Place> _table;

    /// <summary>Gives each service its place.</summary>
    /// <exception cref="ArgumentException">Two have the same host and path.</exception>
    public RoutingLayout(IReadOnlyList<RoutedService> services)
    {
        _byName = new Dictionary<string, Place>(services.Count, StringComparer.Ordinal);
        for (var i = 0; i < services.Count; i++)
        {
            _byName.Add(services[i].Snapshot.Name, new Place(i, services[i].Snapshot.Config.Match));
        }

        _table = ServiceTable<Place>.Build(_byName.Values.Select(place => KeyValuePair.Create(place.Match, place)));
    }

    /// <summary>The place of the service for a host (any case, without port) and a normalised path, or -1 where none matches.</summary>
    public int Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path) => _table.Find(host, path)?.Index ?? -1;

    /// <summary>The place of the service of a name, or -1.</summary>
    public int IndexOf(string name) => _byName.TryGetValue(name, out var place) ? place.Index : -1;

    /// <summary>Whether these services have the same names and matches.</summary>
    public bool Fits(IReadOnlyList<RoutedService> services) =>
        services.Count == _byName.Count
        && services.All(service => _byName.TryGetValue(service.Snapshot.Name, out var place) && AreEqual(place.Match, service.Snapshot.Config.Match));

    private static bool AreEqual(MatchConfig a, MatchConfig b) =>
        ReferenceEquals(a, b) || (a.Path == b.Path && a.Hosts.SequenceEqual(b.Hosts));

    private sealed record Place(int Index, MatchConfig Match);
}

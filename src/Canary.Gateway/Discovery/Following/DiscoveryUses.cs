using Canary.Core.Selection;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Following;

/// <summary>Which services use which questions, kept equal to the snapshot in force at the cost of what changed.</summary>
/// <remarks>Written by whoever is told of snapshots, one after the other; read by anyone, under a lock.</remarks>
internal sealed class DiscoveryUses
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DiscoveryUse[]> _byService = [];
    private readonly Dictionary<DiscoveryConfig, HashSet<string>> _services = [];
    private ShardedTable<ServiceSnapshot> _known = ShardedTable<ServiceSnapshot>.Ordinal;

    /// <summary>All services that use any, in order, with their variants that do.</summary>
    public IReadOnlyList<KeyValuePair<string, DiscoveryUse[]>> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _byService.OrderBy(service => service.Key, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The services that use a question.</summary>
    public IReadOnlyList<string> ServicesOf(DiscoveryConfig discovery)
    {
        lock (_lock)
        {
            return _services.TryGetValue(discovery, out var services) ? [.. services] : [];
        }
    }

    /// <summary>A snapshot is in force.</summary>
    /// <returns>Questions that somebody uses now, that nobody uses any more, and services that use others than before.</returns>
    public DiscoveryUseChanges Update(Snapshot snapshot)
    {
        lock (_lock)
        {
            var changes = new DiscoveryUseChanges([], [], []);
            foreach (var name in snapshot.Services.Differences(_known))
            {
                var before = _byService.GetValueOrDefault(name) ?? [];
                var now = snapshot.Services.Find(name) is { } service ? UsesOf(service) : [];
                if (!before.SequenceEqual(now))
                {
                    Replace(name, before, now, changes);
                }
            }

            _known = snapshot.Services;
            changes.Begun.RemoveAll(discovery => changes.Ended.Remove(discovery) || !_services.ContainsKey(discovery));
            return changes;
        }
    }

    private static DiscoveryUse[] UsesOf(ServiceSnapshot service) =>
    [
        .. service.Variants
            .Where(variant => variant.Config.Discovery is not null)
            .Select(variant => new DiscoveryUse(variant.Name, variant.Config.Discovery!, variant.Config.Destinations.Count)),
    ];

    private void Replace(string name, DiscoveryUse[] before, DiscoveryUse[] now, DiscoveryUseChanges changes)
    {
        foreach (var discovery in before.Select(use => use.Discovery).Distinct())
        {
            var services = _services[discovery];
            services.Remove(name);
            if (services.Count == 0)
            {
                _services.Remove(discovery);
                changes.Ended.Add(discovery);
            }
        }

        foreach (var discovery in now.Select(use => use.Discovery).Distinct())
        {
            if (!_services.TryGetValue(discovery, out var services))
            {
                _services[discovery] = services = [];
                changes.Begun.Add(discovery);
            }

            services.Add(name);
        }

        _byService.Remove(name);
        if (now.Length > 0)
        {
            _byService[name] = now;
            changes.Services.Add(name);
        }
    }
}

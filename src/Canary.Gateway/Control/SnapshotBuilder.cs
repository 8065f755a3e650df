using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Makes the next snapshot from the one in force and what changed in the store, or says why it can't be.</summary>
internal static class SnapshotBuilder
{
    private static readonly string[] AnyHost = ["*"];

    /// <summary>The snapshot after <paramref name="changes"/>. Services that did not change keep their object.</summary>
    /// <param name="current">The snapshot in force; <see cref="Snapshot.Empty"/> where <paramref name="changes"/> is the whole store.</param>
    /// <param name="changes">What the store says.</param>
    /// <param name="refusal">Why the changes are refused, naming the service and the field.</param>
    /// <returns>The snapshot, or null where it is refused.</returns>
    public static Snapshot? Build(Snapshot current, StoreChanges changes, out string? refusal)
    {
        var services = new Dictionary<string, ServiceSnapshot?>();
        foreach (var name in changes.IsComplete ? current.Services.Keys : changes.Deleted)
        {
            services[name] = null;
        }

        var moved = new List<ServiceSnapshot>();
        foreach (var stored in changes.Written)
        {
            var document = ServiceDocument.Read(Encoding.UTF8.GetBytes(stored.Document));
            var state = stored.State is null ? DocumentResult<ServiceState>.Valid(ServiceState.Empty) : ServiceStateDocument.Read(Encoding.UTF8.GetBytes(stored.State));
            refusal = !document.IsValid ? Describe(stored, document.Errors)
                : !state.IsValid ? Describe(stored, state.Errors)
                : NameProblem(stored, document.Value);
            if (refusal is not null)
            {
                return null;
            }

            var service = ServiceSnapshot.Create(document.Value!, stored.Revision, state.Value);
            services[stored.Name] = service;
            if (current.Services.Find(stored.Name) is not { } before
                || !MatchKeys.Of(before.Config.Match).SequenceEqual(MatchKeys.Of(service.Config.Match)))
            {
                moved.Add(service);
            }
        }

        var next = current.Services.With(services);
        refusal = FindConflict(next, moved);
        return refusal is null ? new Snapshot(changes.StoreId, changes.Revision, next) : null;
    }

    private static string? NameProblem(StoredDocument stored, ServiceConfig service) =>
        service.Name == stored.Name
            ? null
            : $"service '{stored.Name}' at revision {stored.Revision}: name: is '{service.Name}', must be the name that it is stored under";

    private static string Describe(StoredDocument stored, IReadOnlyList<DocumentError> errors)
    {
        var first = errors[0];
        var field = first.Path.Length == 0 ? "document" : first.Path;
        var more = errors.Count == 1 ? "" : $" (and {errors.Count - 1} more)";
        return $"service '{stored.Name}' at revision {stored.Revision}: {field}: {first.Message}{more}";
    }

    /// <summary>Who has the place of one that came or moved. Hosts are compared first, as that needs no keys of the many that stayed.</summary>
    private static string? FindConflict(ShardedTable<ServiceSnapshot> services, List<ServiceSnapshot> moved)
    {
        if (moved.Count == 0)
        {
            return null;
        }

        var taken = new Dictionary<string, ServiceSnapshot>();
        foreach (var service in moved)
        {
            foreach (var key in MatchKeys.Of(service.Config.Match))
            {
                if (!taken.TryAdd(key, service))
                {
                    return Conflict(service, key, taken[key]);
                }
            }
        }

        var newcomers = moved.Select(service => service.Name).ToHashSet();
        var hosts = moved.SelectMany(HostsOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var service in services.Values)
        {
            if (HasAny(HostsOf(service), hosts) && !newcomers.Contains(service.Name)
                && MatchKeys.Of(service.Config.Match).FirstOrDefault(taken.ContainsKey) is { } key)
            {
                return Conflict(taken[key], key, service);
            }
        }

        return null;
    }

    private static IReadOnlyList<string> HostsOf(ServiceSnapshot service) => service.Config.Match.Hosts is { Count: > 0 } hosts ? hosts : AnyHost;

    // Asked of every service when one comes: nothing is allocated.
    private static bool HasAny(IReadOnlyList<string> hosts, HashSet<string> wanted)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (wanted.Contains(hosts[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static string Conflict(ServiceSnapshot service, string key, ServiceSnapshot owner) =>
        $"service '{service.Name}' at revision {service.Revision}: match: '{key}' is taken by service '{owner.Name}'";
}

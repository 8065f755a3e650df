using System.Text;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Makes the next snapshot from the one in force and what changed in the store, or says why it can't be.</summary>
internal static class SnapshotBuilder
{
    /// <summary>The snapshot after <paramref name="changes"/>. Services that did not change keep their object.</summary>
    /// <param name="current">The snapshot in force; <see cref="Snapshot.Empty"/> where <paramref name="changes"/> is the whole store.</param>
    /// <param name="changes">What the store says.</param>
    /// <param name="refusal">Why the changes are refused, naming the service and the field.</param>
    /// <returns>The snapshot, or null where it is refused.</returns>
    public static Snapshot? Build(Snapshot current, StoreChanges changes, out string? refusal)
    {
        var services = new Dictionary<string, ServiceSnapshot>(current.Services);
        var gone = changes.IsComplete ? [.. services.Keys.Except(changes.Written.Select(stored => stored.Name))] : changes.Deleted;
        foreach (var name in gone)
        {
            services.Remove(name);
        }

        var matchesChanged = false;
        foreach (var stored in changes.Written)
        {
            var document = ServiceDocument.Read(Encoding.UTF8.GetBytes(stored.Document));
            refusal = document.IsValid ? NameProblem(stored, document.Value) : Describe(stored, document.Errors);
            if (refusal is not null)
            {
                return null;
            }

            matchesChanged |= !services.TryGetValue(stored.Name, out var before)
                || !MatchKeys.Of(before.Config.Match).SequenceEqual(MatchKeys.Of(document.Value!.Match));
            services[stored.Name] = ServiceSnapshot.Create(document.Value!, stored.Revision);
        }

        refusal = matchesChanged ? FindConflict(services.Values) : null;
        return refusal is null ? new Snapshot(changes.StoreId, changes.Revision, services) : null;
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

    private static string? FindConflict(IEnumerable<ServiceSnapshot> services)
    {
        var taken = new Dictionary<string, string>();
        foreach (var service in services)
        {
            foreach (var key in MatchKeys.Of(service.Config.Match))
            {
                if (!taken.TryAdd(key, service.Name))
                {
                    return $"service '{service.Name}' at revision {service.Revision}: match: '{key}' is taken by service '{taken[key]}'";
                }
            }
        }

        return null;
    }
}

using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Goes round the stored documents in small slices and finds those that were changed or lost behind the store's back, that is without a new revision.</summary>
/// <remarks>Used by one task only. A document that was seen is remembered by its hash, so that a slice costs no parsing.</remarks>
internal sealed class StoreScrub(IServiceStore store)
{
    private const int SliceSize = 100;

    private readonly Dictionary<string, (long Revision, ulong Hash)> _known = [];
    private readonly HashSet<string> _seen = [];
    private readonly List<string> _problems = [];
    private readonly List<Suspect> _suspects = [];
    private long _cursor;
    private long _revision;

    /// <summary>After a whole round: the services that are not served as the store has them.</summary>
    public IReadOnlyList<Suspect> Suspects => _suspects;

    /// <summary>Checks the next slice.</summary>
    /// <returns>After a whole round: what is wrong, empty where nothing is; null in the middle of a round.</returns>
    public async Task<IReadOnlyList<string>?> CheckSliceAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        if (_cursor == 0 || _revision != snapshot.Revision)
        {
            // A round sees one revision; a change begins it anew, as documents come and go.
            (_cursor, _revision) = (0, snapshot.Revision);
            _seen.Clear();
            _problems.Clear();
            _suspects.Clear();
        }

        var (next, documents) = await store.ScanAsync(_cursor, SliceSize, cancellation);
        foreach (var stored in documents)
        {
            if (_seen.Add(stored.Name) && FindProblem(snapshot, stored) is { } problem)
            {
                _problems.Add(problem);
                _suspects.Add(new Suspect(stored.Name, stored, snapshot.Services.Find(stored.Name)));
            }
        }

        _cursor = next;
        if (next != 0)
        {
            return null;
        }

        var missing = snapshot.Services.Values.Where(service => !_seen.Contains(service.Name)).ToList();
        _suspects.AddRange(missing.Select(service => new Suspect(service.Name, null, service)));
        _problems.AddRange(missing.Select(service => $"service '{service.Name}' at revision {service.Revision}: document: is missing from the store without having been deleted"));
        foreach (var gone in _known.Keys.Where(name => !_seen.Contains(name)).ToList())
        {
            _known.Remove(gone);
        }

        return [.. _problems];
    }

    /// <summary>A service that is not served as the store has it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Stored">What the store has; null: nothing.</param>
    /// <param name="Served">What is served; null: nothing.</param>
    internal sealed record Suspect(string Name, StoredDocument? Stored, ServiceSnapshot? Served);

    private string? FindProblem(Snapshot snapshot, StoredDocument stored)
    {
        if (!snapshot.Services.TryGetValue(stored.Name, out var served) || stored.Revision > served.Revision)
        {
            // Newer than the snapshot: the ordinary way of reading changes sees to it.
            return stored.Revision > snapshot.Revision ? null : $"service '{stored.Name}' at revision {stored.Revision}: document: appeared in the store without a new revision";
        }

        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(stored.Document.AsSpan())) ^ XxHash3.HashToUInt64(MemoryMarshal.AsBytes(stored.State.AsSpan()), seed: 1);
        if (_known.TryGetValue(stored.Name, out var known) && known == (stored.Revision, hash))
        {
            return null;
        }

        var document = ServiceDocument.Read(Encoding.UTF8.GetBytes(stored.Document));
        if (!document.IsValid)
        {
            var error = document.Errors[0];
            return $"service '{stored.Name}' at revision {stored.Revision}: {(error.Path.Length == 0 ? "document" : error.Path)}: {error.Message}";
        }

        if (stored.Revision != served.Revision || !ServiceDocument.Write(document.Value).AsSpan().SequenceEqual(ServiceDocument.Write(served.Config))
            || !IsSame(stored.State, served.State))
        {
            return $"service '{stored.Name}' at revision {stored.Revision}: document: was changed in the store without a new revision";
        }

        _known[stored.Name] = (stored.Revision, hash);
        return null;
    }

    // Compared by what it says: words and order may be those of an older version.
    private static bool IsSame(string? stored, ServiceState served) =>
        ServiceStateDocument.Read(Encoding.UTF8.GetBytes(stored ?? "{}")) is { IsValid: true } state
        && ServiceStateDocument.Write(state.Value).AsSpan().SequenceEqual(ServiceStateDocument.Write(served));
}

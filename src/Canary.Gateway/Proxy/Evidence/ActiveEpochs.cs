using Canary.Core.Selection;
using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>The splits under which requests of rollouts with analysis are counted, and those that were left a short while ago, as their last requests still end.</summary>
/// <remarks>Written by <see cref="RoutingState"/>, one change after the other, and by who reads the counters; both hold the lock. Requests know their epoch by their service.</remarks>
internal sealed class ActiveEpochs(TimeProvider time)
{
    /// <summary>How long a split is read after it was left.</summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EvidenceEpoch> _inForce = new(StringComparer.Ordinal);
    private readonly List<(EvidenceEpoch Epoch, long LeftAt)> _left = [];

    /// <summary>The users whose durations this gateway takes.</summary>
    public UserPart Users { get; } = new();

    /// <summary>Where a service's requests count; null where no rollout with analysis is active.</summary>
    /// <param name="service">The service.</param>
    /// <param name="before">Where they counted; kept where the split is the same.</param>
    public EvidenceEpoch? Of(ServiceSnapshot service, EvidenceEpoch? before) =>
        EpochKey.Of(service) is not { } key ? null
        : before is not null && before.Fits(key, service) ? before
        : new EvidenceEpoch(key, service, Users, before);

    /// <summary>A service is as it is from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="service">The service in force; null where there is none of that name.</param>
    public void Update(string name, RoutedService? service)
    {
        lock (_lock)
        {
            var before = _inForce.GetValueOrDefault(name);
            if (service?.Evidence == before)
            {
                return;
            }

            if (before is not null)
            {
                _left.Add((before, time.GetTimestamp()));
                _inForce.Remove(name);
            }

            if (service?.Evidence is { } epoch)
            {
                _inForce[name] = epoch;
            }
        }
    }

    /// <summary>All of them; those that were left long ago for the last time.</summary>
    public IReadOnlyList<EvidenceEpoch> Read()
    {
        lock (_lock)
        {
            if (_inForce.Count + _left.Count == 0)
            {
                return [];
            }

            List<EvidenceEpoch> all = [.. _inForce.Values, .. _left.Select(left => left.Epoch)];
            _left.RemoveAll(left => time.GetElapsedTime(left.LeftAt) > Afterwards);
            return all;
        }
    }
}

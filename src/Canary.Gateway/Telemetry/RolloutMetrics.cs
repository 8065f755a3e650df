using System.Collections.Concurrent;
using Canary.Core.Rollouts;
using Canary.Core.Selection;

namespace Canary.Gateway.Telemetry;

/// <summary>Rollouts as metrics: where each stands, by the snapshot in force; how those ended that this gateway ended; and who leads.</summary>
/// <remarks>Written by whoever writes rollouts, read by scrapes: counters are interlocked, the rest is one reference.</remarks>
internal sealed class RolloutMetrics
{
    private static readonly RolloutPhase[] Phases = Enum.GetValues<RolloutPhase>();
    private static readonly string[] PhaseNames = [.. Phases.Select(phase => phase.ToString())];
    private static readonly RolloutPhase[] Outcomes = [RolloutPhase.Promoted, RolloutPhase.RolledBack, RolloutPhase.Aborted, RolloutPhase.Superseded];

    private readonly Func<Snapshot> _current;
    private readonly ConcurrentDictionary<(string Service, RolloutPhase Outcome), long> _ended = new();

    /// <summary>No rollout has ended.</summary>
    /// <param name="current">The snapshot in force.</param>
    /// <param name="leads">Whether this gateway leads.</param>
    public RolloutMetrics(Func<Snapshot> current, Func<bool> leads)
    {
        _current = current;
        Families =
        [
            new("canary_rollout_phase", MetricType.Gauge, "1 on the phase in which the service's last rollout is, 0 on the others.", ["service", "phase"], ReadPhases),
            new("canary_rollout_step", MetricType.Gauge, "The step in which the service's last rollout is, from 1; 0 before the first.",
                ["service"], () => WithRollouts().Select(service => new Sample(service.State.Rollout!.State.Step + 1, service.Name))),
            new("canary_rollouts_total", MetricType.Counter, "Rollouts that this gateway ended, by how.", ["service", "outcome"], ReadOutcomes),
            MetricFamily.Single("canary_leader", MetricType.Gauge, "Whether this gateway drives rollouts and delivers notifications: 1 or 0.", () => leads() ? 1 : 0),
        ];
    }

    /// <summary>All values as metric families, in the order of the page.</summary>
    public IReadOnlyList<MetricFamily> Families { get; }

    /// <summary>A transition was written.</summary>
    public void Moved(string service, RolloutChange change)
    {
        if (!change.Next.IsActive)
        {
            _ended.AddOrUpdate((service, change.Next.State.Phase), 1, (_, count) => count + 1);
        }
    }

    // Counters of a service that is gone go with it, and begin at zero where its name comes again.
    private IEnumerable<ServiceSnapshot> WithRollouts()
    {
        var services = _current().Services;
        foreach (var gone in _ended.Keys.Where(key => !services.ContainsKey(key.Service)).ToList())
        {
            _ended.TryRemove(gone, out _);
        }

        return services.Values.Where(service => service.State.Rollout is not null).OrderBy(service => service.Name, StringComparer.Ordinal);
    }

    private IEnumerable<Sample> ReadPhases()
    {
        foreach (var service in WithRollouts())
        {
            for (var i = 0; i < Phases.Length; i++)
            {
                yield return new Sample(service.State.Rollout!.State.Phase == Phases[i] ? 1 : 0, service.Name, PhaseNames[i]);
            }
        }
    }

    private IEnumerable<Sample> ReadOutcomes()
    {
        foreach (var service in WithRollouts())
        {
            foreach (var outcome in Outcomes)
            {
                yield return new Sample(_ended.GetValueOrDefault((service.Name, outcome)), service.Name, PhaseNames[(int)outcome]);
            }
        }
    }
}

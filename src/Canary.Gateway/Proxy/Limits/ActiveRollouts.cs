using Canary.Core.Selection;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Proxy.Replay;
using Canary.Gateway.Proxy.Routing;

namespace Canary.Gateway.Proxy.Limits;

/// <summary>The rollouts under way, with what their traffic counts and is limited by; kept equal to the snapshot in force.</summary>
/// <remarks>Written by <see cref="RoutingState"/>, one change after the other; whoever reads <see cref="Current"/> gets a list that does not change.</remarks>
/// <param name="time">The clock of limits.</param>
internal sealed class ActiveRollouts(TimeProvider time)
{
    private readonly Dictionary<string, ActiveRollout> _byService = [];
    private IReadOnlyList<ActiveRollout> _current = [];

    /// <summary>Where requests of those with analysis count as evidence.</summary>
    public ActiveEpochs Epochs { get; } = new(time);

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyList<ActiveRollout> Current => Volatile.Read(ref _current);

    /// <summary>A service with its variants' places, and the limits of its rollout.</summary>
    /// <param name="snapshot">The service.</param>
    /// <param name="variants">In the order of the snapshot's variants.</param>
    /// <param name="before">The service as it was; null where it is new.</param>
    public RoutedService Route(ServiceSnapshot snapshot, RoutedVariant[] variants, RoutedService? before)
    {
        var rollout = snapshot.State.Rollout is { IsActive: true } active ? active : null;
        var variant = Array.FindIndex(snapshot.Variants, candidate => candidate.Name == rollout?.Plan.Variant);
        return new RoutedService(snapshot, variants)
        {
            Replay = ServiceReplay.Of(snapshot.Config, before?.Replay),
            Rollout = rollout?.State.Id,
            Limit = ExposureLimit.Of(snapshot, before?.Limit, time),

            // From the baseline there is nowhere to turn to.
            LimitedVariant = variant == snapshot.BaselineIndex ? -1 : variant,
            Evidence = Epochs.Of(snapshot, before?.Evidence),
        };
    }

    /// <summary>A service is as it is from now on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="service">The service in force; null where there is none of that name.</param>
    public void Update(string name, RoutedService? service)
    {
        Epochs.Update(name, service);
        var before = _byService.GetValueOrDefault(name);
        var now = ActiveRollout.Of(service, before);
        if (now is null ? _byService.Remove(name) : now != before)
        {
            if (now is not null)
            {
                _byService[name] = now;
            }

            Volatile.Write(ref _current, [.. _byService.Values]);
        }
    }
}

using Canary.Core.Rollouts;
using Canary.Core.Selection;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Services whose rollouts move as one: the members of a release, or one service by itself. Members have the same plan and state, but for ids and the weights before.</summary>
/// <param name="Members">At least one, by name; each has a rollout.</param>
internal sealed record RolloutGroup(IReadOnlyList<ServiceSnapshot> Members)
{
    /// <summary>The rollout of the first member, which stands for all.</summary>
    public Rollout Rollout => Members[0].State.Rollout!;

    /// <summary>The group of <paramref name="service"/>, which has a rollout; where that has ended, the service by itself.</summary>
    public static RolloutGroup Of(Snapshot snapshot, ServiceSnapshot service) =>
        service.State.Rollout is { IsActive: true, Release: { } release } ? OfRelease(snapshot, release) : new RolloutGroup([service]);

    /// <summary>The services that an active release moves; none where it is not active.</summary>
    public static RolloutGroup OfRelease(Snapshot snapshot, string release) =>
        new([.. Sorted(snapshot.Services.Values.Where(service => service.State.Rollout is { IsActive: true } rollout && rollout.Release == release))]);

    /// <summary>All groups with an active rollout.</summary>
    public static IReadOnlyList<RolloutGroup> Active(Snapshot snapshot) =>
        [.. Sorted(snapshot.Services.Values.Where(service => service.State.Rollout is { IsActive: true }))
            .GroupBy(service => service.State.Rollout!.Release is { } release ? (release, "") : ("", service.Name))
            .Select(members => new RolloutGroup([.. members]))];

    private static IEnumerable<ServiceSnapshot> Sorted(IEnumerable<ServiceSnapshot> services) => services.OrderBy(service => service.Name, StringComparer.Ordinal);
}

using Canary.Core.Rollouts;
using Canary.Core.Selection;

namespace Canary.Gateway.Proxy.Limits;

/// <summary>What a rollout's limits leave this gateway: requests that it may send to the variant, and users that may meet it.</summary>
/// <remarks>
/// Requests ask it, without a lock and without a word to anybody; <c>Control/Exposure</c> hands out beside them what the gateways
/// of the store agreed on. One object for a rollout, whatever snapshots come and go.
/// </remarks>
internal sealed class ExposureLimit
{
    private ExposureLimit(string rollout, RolloutLimits limits, TimeProvider time)
    {
        Rollout = rollout;
        Limits = limits;
        Requests = limits.MaxRequestsPerSecond is null ? null : new RequestAllowance(time);
        Users = limits.MaxUsers is { } users ? new UserAllowance(users) : null;
    }

    /// <summary>The rollout's id.</summary>
    public string Rollout { get; }

    /// <summary>The limits.</summary>
    public RolloutLimits Limits { get; }

    /// <summary>Requests that may go to the variant; null: any number.</summary>
    public RequestAllowance? Requests { get; }

    /// <summary>Users that may meet the variant; null: all.</summary>
    public UserAllowance? Users { get; }

    /// <summary>The limit that a service's requests are under; null where there is none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="before">The one that they were under; kept where it is the same rollout's.</param>
    /// <param name="time">The clock.</param>
    public static ExposureLimit? Of(ServiceSnapshot service, ExposureLimit? before, TimeProvider time)
    {
        if (service.State.Rollout is not { IsActive: true } rollout || rollout.Plan.Limits is { MaxRequestsPerSecond: null, MaxUsers: null })
        {
            return null;
        }

        return before?.Rollout == rollout.State.Id && before.Limits == rollout.Plan.Limits
            ? before
            : new ExposureLimit(rollout.State.Id, rollout.Plan.Limits, time);
    }
}

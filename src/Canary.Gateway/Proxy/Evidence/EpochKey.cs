using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Proxy.Evidence;

/// <summary>Under which split requests were routed: counts of different splits are never mixed.</summary>
/// <param name="Rollout">The rollout's id.</param>
/// <param name="Step">Index of its step.</param>
/// <param name="ShareMillionths">The variant's share of the traffic that goes to it and to the baseline, in millionths; 1 to 1,000,000.</param>
internal readonly record struct EpochKey(string Rollout, int Step, int ShareMillionths)
{
    /// <summary>All of a split.</summary>
    public const int Whole = 1_000_000;

    /// <summary>The split that a service's requests are under, where a rollout with analysis is active and its variant has a share; else null.</summary>
    public static EpochKey? Of(ServiceSnapshot service) =>
        !service.Config.RolledBack && service.State.Rollout is { IsActive: true, Plan.Analysis: not null } rollout
        && ShareOf(service.Config, rollout.Plan.Variant) is var share and > 0
            ? new EpochKey(rollout.State.Id, rollout.State.Step, share)
            : null;

    /// <summary>The share of a variant in its traffic and the baseline's, in millionths.</summary>
    public static int ShareOf(ServiceConfig service, string variant)
    {
        var (canary, baseline) = (service.WeightOf(variant).Hundredths, service.WeightOf(service.Baseline).Hundredths);
        return canary == 0 ? 0 : (int)Math.Max(1, Math.Round((double)Whole * canary / (canary + baseline)));
    }
}

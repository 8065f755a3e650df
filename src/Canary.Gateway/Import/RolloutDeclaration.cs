using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Decides whether a rollout that a file declares is to be started. Pure.</summary>
internal static class RolloutDeclaration
{
    /// <summary>Whether it is started, and if not, why.</summary>
    /// <param name="service">The service as it is going to be.</param>
    /// <param name="active">Its active rollout, or null.</param>
    /// <param name="owner">Its owner, who knows what was started before.</param>
    /// <param name="imported">What the file declares.</param>
    public static RolloutStart Decide(ServiceConfig service, Rollout? active, FileOwner owner, ImportedRollout imported)
    {
        if (owner.RolloutHash == imported.Source.Hash)
        {
            return RolloutStart.StartedBefore;
        }

        if (active is not null && (active.Release is not null || active.State.Id != owner.RolloutId))
        {
            return RolloutStart.Refused($"another rollout is active ({active.State.Phase}: {active.State.Message}), which this file did not start");
        }

        var fit = RolloutDocument.CheckPlan(imported.Plan, service);
        return fit.IsValid ? RolloutStart.Yes : RolloutStart.Refused(string.Join("; ", fit.Errors.Select(error => $"{error.Path}: {error.Message.TrimEnd('.')}")));
    }
}

/// <summary>Whether a rollout is to be started.</summary>
/// <param name="IsDue">Whether it is.</param>
/// <param name="Refusal">Why it can't be, or null.</param>
internal sealed record RolloutStart(bool IsDue, string? Refusal)
{
    /// <summary>It is.</summary>
    public static RolloutStart Yes { get; } = new(true, null);

    /// <summary>This document was started already.</summary>
    public static RolloutStart StartedBefore { get; } = new(false, null);

    /// <summary>It can't be, as things stand.</summary>
    public static RolloutStart Refused(string why) => new(false, why);
}

using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>What a person's change of a service does to its rollout, in the same write: changed weights pause it, a rollback ends it, and where its variant is gone it is superseded.</summary>
internal static class RolloutFollowUp
{
    /// <summary>Puts the changed service into <paramref name="batch"/>, with its rollout and, where that is a release's, with the other members.</summary>
    /// <param name="batch">The write.</param>
    /// <param name="before">The service as it is; null: there is none.</param>
    /// <param name="edit">How it should be.</param>
    /// <param name="origin">Who changes it.</param>
    /// <param name="now">The time, by the store's clock.</param>
    public static void Put(RolloutBatch batch, ServiceSnapshot? before, ServiceEdit edit, WriteOrigin origin, DateTimeOffset now)
    {
        var after = edit.Config;
        if (before?.State.Rollout is not { IsActive: true } rollout || RequestOf(before.Config, after, rollout.Plan.Variant) is not { } kind)
        {
            batch.Put(before, after, new ServiceState(before?.State.Rollout, edit.Owner));
            return;
        }

        var request = new RolloutRequest(kind, origin.Actor, origin.Reason ?? Weights(kind, after));
        foreach (var member in RolloutGroup.Of(batch.Snapshot, before).Members)
        {
            var answer = RolloutMachine.Act(member.State.Rollout!, request, now);
            var (config, owner) = member.Name == before.Name ? (after, edit.Owner) : (member.Config, member.State.Owner);
            if (answer.Change is { } change)
            {
                batch.Put(member, config, change with { Next = WithWeightsBefore(change.Next, config) }, origin, owner);
            }
            else
            {
                // Paused already: there is nothing to tell.
                batch.Put(member, config, new ServiceState(WithWeightsBefore(member.State.Rollout!, config), owner));
            }
        }
    }

    // A rollout that has moved nothing yet goes back to what holds when it does, not to what held when it was asked for.
    private static Rollout WithWeightsBefore(Rollout rollout, ServiceConfig config) => rollout.State.Step >= 0
        ? rollout
        : rollout with { State = rollout.State with { WeightsBefore = config.Variants.Keys.ToDictionary(name => name, config.WeightOf, StringComparer.Ordinal) } };

    private static RolloutRequestKind? RequestOf(ServiceConfig before, ServiceConfig after, string variant) =>
        !after.Variants.ContainsKey(variant) || after.Baseline == variant ? RolloutRequestKind.Supersede
        : after.RolledBack && !before.RolledBack ? RolloutRequestKind.RollBack
        : before.Variants.Keys.Union(after.Variants.Keys).Any(name => before.WeightOf(name) != after.WeightOf(name)) ? RolloutRequestKind.WeightsChanged
        : null;

    private static string? Weights(RolloutRequestKind kind, ServiceConfig after) =>
        kind == RolloutRequestKind.WeightsChanged ? string.Join(", ", after.Variants.Keys.Select(name => $"{name} {after.WeightOf(name)}")) : null;
}

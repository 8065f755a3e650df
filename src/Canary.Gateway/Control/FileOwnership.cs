using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Control;

/// <summary>What people may change by the API of a service that a file owns. Pure.</summary>
internal static class FileOwnership
{
    /// <summary>The file that refuses a change, or null where it may be made.</summary>
    /// <remarks>
    /// Always possible: rollback, weights while a rollout is active, and whatever changes nothing. It goes by what would change, not by
    /// the call that asks for it.
    /// </remarks>
    /// <param name="before">The service as it is; null: there is none.</param>
    /// <param name="after">The service as it should be; null: deleted.</param>
    public static FileOwner? RefusalOf(ServiceSnapshot? before, ServiceConfig? after)
    {
        if (before?.State.Owner is not { AllowsApiChanges: false } owner)
        {
            return null;
        }

        if (after is null || !ServiceChanges.DifferInWeightsAlone(before.Config, after))
        {
            return owner;
        }

        var isRollback = after.RolledBack && !before.Config.RolledBack;
        return isRollback || before.State.Rollout is { IsActive: true } || HasSameWeights(before.Config, after) ? null : owner;
    }

    private static bool HasSameWeights(ServiceConfig before, ServiceConfig after) =>
        before.RolledBack == after.RolledBack && before.Variants.Keys.All(name => before.WeightOf(name) == after.WeightOf(name));
}

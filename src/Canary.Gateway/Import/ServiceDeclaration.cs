using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Decides what becomes of a stored service that a file declares. Pure.</summary>
internal static class ServiceDeclaration
{
    /// <summary>What is to be written, or why nothing is.</summary>
    /// <param name="stored">The service as it is stored; null: it is not.</param>
    /// <param name="imported">What the file declares.</param>
    public static DeclaredChange Decide(ServiceSnapshot? stored, ImportedService imported)
    {
        var before = stored?.State.Owner;
        var owner = new FileOwner(
            imported.Source.File, imported.Source.Hash, imported.AllowsApiChanges, before?.RolloutHash, before?.RolloutId, WeightsOf(imported.Service));
        if (stored is null)
        {
            return new DeclaredChange(DeclaredKind.Created, imported.Service, owner);
        }

        if (before is null)
        {
            return DecideUnowned(stored, imported, owner);
        }

        if (before.Hash == owner.Hash)
        {
            // Where weights were moved since, by a rollout or an operator, a restart must not undo it.
            return before.File == owner.File ? DeclaredChange.Unchanged : new DeclaredChange(DeclaredKind.Moved, stored.Config, owner);
        }

        return new DeclaredChange(DeclaredKind.Replaced, Merge(stored, imported.Service, before.Weights == owner.Weights), owner);
    }

    /// <summary>The weights that a service declares, as a text that is the same for the same split.</summary>
    public static string WeightsOf(ServiceConfig service)
    {
        var shares = service.Variants.Keys.Where(name => service.WeightOf(name) != Weight.Zero).Order(StringComparer.Ordinal);
        return string.Join(' ', [.. shares.Select(name => $"{name}={service.WeightOf(name)}"), .. (string[])(service.RolledBack ? ["rolledBack"] : [])]);
    }

    private static DeclaredChange DecideUnowned(ServiceSnapshot stored, ImportedService imported, FileOwner owner)
    {
        if (ServiceChanges.DifferInWeightsAlone(stored.Config, imported.Service))
        {
            // Nothing that requests see changes: they keep the weights in force.
            return new DeclaredChange(DeclaredKind.TakenOver, stored.Config, owner);
        }

        return imported.TakesOver
            ? new DeclaredChange(DeclaredKind.TakenOver, Merge(stored, imported.Service, keepsWeights: false), owner)
            : DeclaredChange.LeftAlone;
    }

    private static ServiceConfig Merge(ServiceSnapshot stored, ServiceConfig declared, bool keepsWeights)
    {
        var rolloutGoesOn = stored.State.Rollout is { IsActive: true } rollout && RolloutFit.VariantProblem(rollout.Plan.Variant, declared) is null;
        return keepsWeights || rolloutGoesOn ? ServiceChanges.KeepWeights(declared, stored.Config) : declared;
    }
}

/// <summary>What is to become of a stored service.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Service">The service to be written, or null where nothing is.</param>
/// <param name="Owner">Its owner from then on, or null where nothing is written.</param>
internal sealed record DeclaredChange(DeclaredKind Kind, ServiceConfig? Service, FileOwner? Owner)
{
    /// <summary>The file says what is in force already.</summary>
    public static DeclaredChange Unchanged { get; } = new(DeclaredKind.Unchanged, null, null);

    /// <summary>Somebody else declared the service, and the file does not say to take it over.</summary>
    public static DeclaredChange LeftAlone { get; } = new(DeclaredKind.LeftAlone, null, null);
}

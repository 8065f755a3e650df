using System.Collections.ObjectModel;

namespace Canary.Core.Services;

/// <summary>Changes of services that need no document.</summary>
public static class ServiceChanges
{
    /// <summary>The service after an emergency rollback: 100 for the baseline, 0 for all others, rules and sticky keys off.</summary>
    public static ServiceConfig RollBack(ServiceConfig service)
    {
        var weights = new OrderedDictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var name in service.Variants.Keys)
        {
            weights.Add(name, name == service.Baseline ? Weight.Full : Weight.Zero);
        }

        return service with { Weights = new ReadOnlyDictionary<string, Weight>(weights), RolledBack = true };
    }

    /// <summary>The service with another weight of one variant: the others keep theirs, the baseline takes what remains, and it is no longer rolled back.</summary>
    /// <exception cref="ArgumentException">The variant is not one of the service's or is its baseline, or nothing would remain for the baseline.</exception>
    public static ServiceConfig SetWeight(ServiceConfig service, string variant, Weight weight)
    {
        if (!service.Variants.ContainsKey(variant) || variant == service.Baseline)
        {
            throw new ArgumentException($"'{variant}' must be a variant of '{service.Name}' other than its baseline.", nameof(variant));
        }

        return WithOthers(service, name => name == variant ? weight : service.WeightOf(name));
    }

    /// <summary>The service with the weights that it had: variants that came since have 0, the baseline takes what remains, and it is no longer rolled back.</summary>
    /// <exception cref="ArgumentException">The others' weights sum to more than 100.</exception>
    public static ServiceConfig RestoreWeights(ServiceConfig service, IReadOnlyDictionary<string, Weight> before) =>
        WithOthers(service, name => before.GetValueOrDefault(name));

    /// <summary>A new version of a service with the split that is in force: variants that are gone leave theirs to the baseline, new ones have 0, and a rollback holds on.</summary>
    /// <param name="declared">The new version; its own weights do not count.</param>
    /// <param name="inForce">The service as it is.</param>
    public static ServiceConfig KeepWeights(ServiceConfig declared, ServiceConfig inForce) =>
        inForce.RolledBack ? RollBack(declared) : WithOthers(declared, inForce.WeightOf);

    /// <summary>Whether two versions of a service say the same but for weights, and whether it is rolled back.</summary>
    public static bool DifferInWeightsAlone(ServiceConfig one, ServiceConfig other) =>
        ServiceDocument.Write(WithoutWeights(one)).AsSpan().SequenceEqual(ServiceDocument.Write(WithoutWeights(other)));

    private static ServiceConfig WithoutWeights(ServiceConfig service) => service with { Weights = new Dictionary<string, Weight>(), RolledBack = false };

    private static ServiceConfig WithOthers(ServiceConfig service, Func<string, Weight> weightOf)
    {
        var others = service.Variants.Keys.Where(name => name != service.Baseline).Sum(name => weightOf(name).Hundredths);
        if (others > Weight.FullHundredths)
        {
            throw new ArgumentException($"The variants of '{service.Name}' beside its baseline would sum to more than 100.", nameof(weightOf));
        }

        var weights = new OrderedDictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var name in service.Variants.Keys)
        {
            weights.Add(name, name == service.Baseline ? Weight.FromHundredths(Weight.FullHundredths - others) : weightOf(name));
        }

        return service with { Weights = new ReadOnlyDictionary<string, Weight>(weights), RolledBack = false };
    }
}

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
}

using Canary.Core.Services;

namespace Canary.Core.Rollouts;

/// <summary>Whether a plan fits a service: its variant is there, and its steps have room beside the other variants.</summary>
internal static class RolloutFit
{
    /// <summary>Checks a valid plan against a valid service.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="service">The service.</param>
    /// <param name="fail">Told the path in the plan, and what is wrong there.</param>
    public static void Check(RolloutPlan plan, ServiceConfig service, Action<string, string> fail)
    {
        if (VariantProblem(plan.Variant, service) is { } problem)
        {
            fail("variant", problem);
            return;
        }

        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (RoomProblem(plan.Variant, plan.Steps[i].Weight, service) is { } tooMuch)
            {
                fail($"steps[{i}].weight", tooMuch);
            }
        }

        if (plan.Limits.MaxErrorBudget is not null && service.Objective is null)
        {
            fail("limits.maxErrorBudget", "needs an error budget, but the service has no objective; give the service one, such as {\"good\": 99.9, \"window\": \"28d\"}.");
        }

        if (plan.Analysis?.ComparisonTolerance is not null && !(service.Traffic.Mirror is { Compare: not null } mirror && mirror.Variant == plan.Variant))
        {
            fail("analysis.comparison", $"needs answers to compare, but the service does not mirror to {Quoted.Text(plan.Variant)}; give it {{\"mirror\": {{\"variant\": {Quoted.Text(plan.Variant)}, \"compare\": {{}}}}}}.");
        }

        if (plan.Limits.MaxUsers is not null && service.Sticky.Count == 0)
        {
            fail("limits.maxUsers", "needs a sticky key, but the service has none; give the service a sticky source, such as {\"cookie\": \"canary-id\"}.");
        }
    }

    /// <summary>Why the variant cannot have a rollout, or null.</summary>
    public static string? VariantProblem(string variant, ServiceConfig service)
    {
        if (!service.Variants.ContainsKey(variant))
        {
            return $"must be one of the variants, but is {Quoted.Text(variant)}; the service has: {ServiceValidator.VariantNames(service)}.";
        }

        return variant == service.Baseline
            ? $"must not be the baseline, but is {Quoted.Text(variant)}; the service has: {ServiceValidator.VariantNames(service)}."
            : null;
    }

    /// <summary>Why the variant cannot have the weight beside the others, or null.</summary>
    public static string? RoomProblem(string variant, Weight weight, ServiceConfig service)
    {
        var others = service.Variants.Keys.Where(name => name != variant && name != service.Baseline && service.WeightOf(name) > Weight.Zero).ToArray();
        var room = Weight.FromHundredths(Weight.FullHundredths - others.Sum(name => service.WeightOf(name).Hundredths));
        return weight <= room
            ? null
            : $"is {weight}, but the other variants have {string.Join(", ", others.Select(name => $"{Quoted.Bare(name)} {service.WeightOf(name)}"))}; at most {room} is left.";
    }
}

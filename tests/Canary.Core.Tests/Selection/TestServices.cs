using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

/// <summary>Builds services and their parts for tests of selection.</summary>
internal static class TestServices
{
    public static ServiceSnapshot Snapshot(
        (string Name, int Hundredths)[] variants, RuleConfig[]? rules = null, StickySourceConfig[]? sticky = null, bool rolledBack = false) =>
        ServiceSnapshot.Create(
            new ServiceConfig
            {
                Name = "shop",
                Baseline = variants[0].Name,
                Variants = variants.ToDictionary(v => v.Name, _ => new VariantConfig()),
                Weights = variants.ToDictionary(v => v.Name, v => Weight.FromHundredths(v.Hundredths)),
                Rules = rules ?? [],
                Sticky = sticky ?? [],
                RolledBack = rolledBack,
            },
            revision: 1);

    public static VariantSnapshot[] Variants(params int[] hundredths) =>
        [.. hundredths.Select((weight, i) => new VariantSnapshot(Name(i), Weight.FromHundredths(weight), new VariantConfig()))];

    public static string Name(int variant) => ((char)('a' + variant)).ToString();

    public static RuleConfig Rule(ConditionConfig when, string variant = "canary", string name = "rule") =>
        new() { Name = name, When = when, Variant = variant };

    public static ValueConditionConfig Header(string name, TestOperator test, params string[] operands) =>
        new(FactSource.Header, name, new ValueTestConfig(test, operands));

    /// <summary>The shares 100/n, what is left over to the first.</summary>
    public static int[] EvenWeights(int count)
    {
        var weights = Enumerable.Repeat(Weight.FullHundredths / count, count).ToArray();
        weights[0] += Weight.FullHundredths - weights.Sum();
        return weights;
    }
}

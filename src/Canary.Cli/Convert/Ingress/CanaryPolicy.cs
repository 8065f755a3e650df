using System.Globalization;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Cli.Convert.Ingress;

/// <summary>What the canary annotations of an Ingress say, in the order in which ingress-nginx looks at them: header, cookie, weight.</summary>
/// <param name="Rules">Header and cookie as rules.</param>
/// <param name="Weight">The canary's share of the rest.</param>
internal sealed record CanaryPolicy(IReadOnlyList<RuleConfig> Rules, Weight Weight)
{
    private const string Always = "always";
    private const string Never = "never";

    /// <summary>Reads the annotations; null where they can't be converted, which is told.</summary>
    /// <param name="canary">The canary's Ingress.</param>
    /// <param name="stableVariant">The variant that <c>never</c> stands for.</param>
    /// <param name="canaryVariant">The variant that <c>always</c> stands for.</param>
    /// <param name="conversion">Where notes and problems go.</param>
    public static CanaryPolicy? Read(IngressDocument canary, string stableVariant, string canaryVariant, Conversion conversion)
    {
        var rules = new List<RuleConfig>();
        if (canary.Annotation("canary-by-header") is { } header)
        {
            rules.AddRange(ByHeader(canary, header, stableVariant, canaryVariant, conversion));
        }

        if (canary.Annotation("canary-by-cookie") is { } cookie)
        {
            rules.Add(Rule($"cookie {cookie}: {Always}", FactSource.Cookie, cookie, TestOperator.Equals, Always, canaryVariant));
            rules.Add(Rule($"cookie {cookie}: {Never}", FactSource.Cookie, cookie, TestOperator.Equals, Never, stableVariant));
        }

        return WeightOf(canary, conversion) is { } weight ? new CanaryPolicy(rules, weight) : null;
    }

    // A value goes before a pattern; with either of them "always" and "never" mean nothing.
    private static IEnumerable<RuleConfig> ByHeader(IngressDocument canary, string header, string stableVariant, string canaryVariant, Conversion conversion)
    {
        if (canary.Annotation("canary-by-header-value") is { Length: > 0 } value)
        {
            return [Rule($"header {header} has its value", FactSource.Header, header, TestOperator.Equals, value, canaryVariant)];
        }

        if (canary.Annotation("canary-by-header-pattern") is { Length: > 0 } pattern)
        {
            if (!RegexPattern.TryCompile(pattern, ignoreCase: false, out _, out var problem))
            {
                conversion.Problem(canary.LineOf("canary-by-header-pattern"), $"the pattern '{pattern}' can't be a rule's. {problem}");
            }

            return [Rule($"header {header} matches its pattern", FactSource.Header, header, TestOperator.Regex, pattern, canaryVariant)];
        }

        return
        [
            Rule($"header {header}: {Always}", FactSource.Header, header, TestOperator.Equals, Always, canaryVariant),
            Rule($"header {header}: {Never}", FactSource.Header, header, TestOperator.Equals, Never, stableVariant),
        ];
    }

    private static RuleConfig Rule(string name, FactSource source, string fact, TestOperator test, string operand, string variant) =>
        new() { Name = name, When = new ValueConditionConfig(source, fact, new ValueTestConfig(test, [operand])), Variant = variant };

    // ingress-nginx draws a whole number from 1 to the total, which it takes only where it is more than 100.
    private static Weight? WeightOf(IngressDocument canary, Conversion conversion)
    {
        if (Number(canary, "canary-weight", 0, conversion) is not { } weight || Number(canary, "canary-weight-total", 100, conversion) is not { } total)
        {
            return null;
        }

        var exact = Math.Clamp(weight / (decimal)Math.Max(100, total) * Weight.FullHundredths, 0, Weight.FullHundredths);
        var rounded = (int)Math.Round(exact, MidpointRounding.AwayFromZero);
        if (exact != rounded)
        {
            conversion.Note(canary.LineOf("canary-weight"), string.Create(CultureInfo.InvariantCulture, $"the weight {weight} of {total} is rounded to {rounded / 100m:0.##}%; weights have two decimals."));
        }

        return Weight.FromHundredths(rounded);
    }

    private static int? Number(IngressDocument canary, string annotation, int otherwise, Conversion conversion)
    {
        if (canary.Annotation(annotation) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        conversion.Problem(canary.LineOf(annotation), $"{annotation} must be a whole number, but is '{text}'.");
        return null;
    }
}

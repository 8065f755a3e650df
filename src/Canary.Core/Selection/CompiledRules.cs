using Canary.Core.Selection.Matching;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>A service's rules, compiled; the first that matches wins.</summary>
/// <remarks>Rules are tried in order. Two or more consecutive ones that compare the same value with texts cost one look-up together.</remarks>
internal sealed class CompiledRules
{
    private readonly RuleBlock[] _blocks;
    private readonly int[] _variants;

    private CompiledRules(RuleBlock[] blocks, int[] variants, bool hasRegexes) => (_blocks, _variants, HasRegexes) = (blocks, variants, hasRegexes);

    /// <summary>Whether one of the rules has a pattern.</summary>
    public bool HasRegexes { get; }

    /// <summary>Compiles rules that the validator found right.</summary>
    /// <exception cref="ArgumentException">A rule is not valid.</exception>
    public static CompiledRules Compile(IReadOnlyList<RuleConfig> rules, VariantSnapshot[] variants, FactCompiler facts)
    {
        var compiler = new MatcherCompiler(facts);
        var blocks = new List<RuleBlock>();
        for (var rule = 0; rule < rules.Count;)
        {
            var alike = ValueIndex.CountFrom(rules, rule);
            if (alike > 1)
            {
                blocks.Add(new RuleBlock(new ValueIndex(rules, rule, alike, facts)));
                rule += alike;
            }
            else
            {
                blocks.Add(new RuleBlock(compiler.Compile(rules[rule].When), rule));
                rule++;
            }
        }

        return new CompiledRules([.. blocks], [.. rules.Select(rule => IndexOf(rule.Variant, variants))], rules.Any(rule => HasRegex(rule.When)));
    }

    /// <summary>The index of the first rule that matches, or -1. Begins a new budget for regexes.</summary>
    public int FindFirst(RequestFacts facts)
    {
        if (HasRegexes)
        {
            RegexBudget.Reset(facts);
        }

        foreach (ref readonly var block in _blocks.AsSpan())
        {
            var rule = block.FindFirst(facts);
            if (rule >= 0)
            {
                return rule;
            }
        }

        return -1;
    }

    /// <summary>The index of the variant that a rule gives.</summary>
    public int VariantOf(int rule) => _variants[rule];

    private static bool HasRegex(ConditionConfig condition) => condition switch
    {
        ValueConditionConfig value => value.Test.Operator == TestOperator.Regex,
        AllConditionConfig all => all.Conditions.Any(HasRegex),
        AnyConditionConfig any => any.Conditions.Any(HasRegex),
        NotConditionConfig not => HasRegex(not.Condition),
        _ => false,
    };

    private static int IndexOf(string variant, VariantSnapshot[] variants)
    {
        var index = Array.FindIndex(variants, candidate => candidate.Name == variant);
        return index >= 0 ? index : throw new ArgumentException($"A rule names the variant '{variant}', which the service does not have.", nameof(variant));
    }
}

using Canary.Core.Services;

namespace Canary.Core.Selection.Matching;

/// <summary>Consecutive rules that compare the same named value with texts (equals, in): one look-up an occurrence, however many rules.</summary>
/// <remarks>A text leads to the first rule that has it, and of several occurrences the lowest rule wins; as no other rule lies between, that is the first that matches.</remarks>
internal sealed class ValueIndex
{
    private readonly NamedFact _fact;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ruleByValue;

    /// <summary>Builds the index of rules from <paramref name="first"/> on, all with the first one's source, name and case.</summary>
    public ValueIndex(IReadOnlyList<RuleConfig> rules, int first, int count, FactCompiler facts)
    {
        var model = (ValueConditionConfig)rules[first].When;
        _fact = facts.Of(model);
        var ruleByValue = new Dictionary<string, int>(model.Test.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        for (var rule = first; rule < first + count; rule++)
        {
            foreach (var value in ((ValueConditionConfig)rules[rule].When).Test.Operands)
            {
                ruleByValue.TryAdd(value, rule);
            }
        }

        _ruleByValue = ruleByValue.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many rules from <paramref name="first"/> on fit into one index.</summary>
    public static int CountFrom(IReadOnlyList<RuleConfig> rules, int first)
    {
        var count = 0;
        while (first + count < rules.Count && AreAlike(rules[first].When, rules[first + count].When))
        {
            count++;
        }

        return count;
    }

    /// <summary>The index of the first of the rules that matches, or -1.</summary>
    public int FindFirst(RequestFacts facts)
    {
        var lowest = int.MaxValue;
        for (var next = 0; next >= 0 && facts.TryGetNext(_fact, ref next, out var value);)
        {
            if (_ruleByValue.TryGetValue(value, out var rule))
            {
                lowest = Math.Min(lowest, rule);
            }
        }

        return lowest == int.MaxValue ? -1 : lowest;
    }

    private static bool AreAlike(ConditionConfig first, ConditionConfig other) =>
        first is ValueConditionConfig { Test.Operator: TestOperator.Equals or TestOperator.In } a
        && other is ValueConditionConfig { Test.Operator: TestOperator.Equals or TestOperator.In } b
        && a.Source == b.Source
        && a.Test.IgnoreCase == b.Test.IgnoreCase
        && string.Equals(a.Name, b.Name, a.Source == FactSource.Header ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}

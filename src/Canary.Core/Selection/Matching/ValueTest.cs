using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Canary.Core.Selection.Matching;

/// <summary>What must be true of one value.</summary>
internal abstract class ValueTest
{
    /// <summary>Whether it is; the request is asked only for what a regex may still use of its time.</summary>
    public abstract bool Matches(ReadOnlySpan<char> value, RequestFacts facts);
}

/// <summary>The whole value is the operand.</summary>
internal sealed class EqualsTest(string operand, StringComparison comparison) : ValueTest
{
    public override bool Matches(ReadOnlySpan<char> value, RequestFacts facts) => value.Equals(operand, comparison);
}

/// <summary>The whole value is one of the operands.</summary>
internal sealed class SetTest(IEnumerable<string> operands, bool ignoreCase) : ValueTest
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _operands = operands
        .ToFrozenSet(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    public override bool Matches(ReadOnlySpan<char> value, RequestFacts facts) => _operands.Contains(value);
}

/// <summary>The value starts with the operand.</summary>
internal sealed class PrefixTest(string operand, StringComparison comparison) : ValueTest
{
    public override bool Matches(ReadOnlySpan<char> value, RequestFacts facts) => value.StartsWith(operand, comparison);
}

/// <summary>The value has the operand in it.</summary>
internal sealed class ContainsTest(string operand, StringComparison comparison) : ValueTest
{
    // Where case does not matter, a plain search goes character by character.
    private readonly SearchValues<string> _operand = SearchValues.Create([operand], comparison);

    public override bool Matches(ReadOnlySpan<char> value, RequestFacts facts) => value.ContainsAny(_operand);
}

/// <summary>The pattern is found in the value, within the request's time for regexes.</summary>
internal sealed class RegexTest(Regex regex) : ValueTest
{
    public override bool Matches(ReadOnlySpan<char> value, RequestFacts facts) => RegexBudget.IsMatch(regex, value, facts);
}

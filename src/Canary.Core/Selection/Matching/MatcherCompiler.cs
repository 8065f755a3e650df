using Canary.Core.Services;

namespace Canary.Core.Selection.Matching;

/// <summary>Compiles conditions that the validator found right.</summary>
internal sealed class MatcherCompiler(FactCompiler facts)
{
    /// <summary>The matcher of a condition.</summary>
    /// <exception cref="ArgumentException">The condition is not valid.</exception>
    public Matcher Compile(ConditionConfig condition) => condition switch
    {
        ValueConditionConfig value => Compile(value),
        MethodConditionConfig method => new MethodMatcher([.. method.Methods]),
        PathConditionConfig path => new PathMatcher(new PathPrefix(path.Prefix)),
        IpConditionConfig ip => new AddressMatcher([.. ip.Ranges.Select(ParseRange)]),
        AllConditionConfig all => new AllMatcher([.. all.Conditions.Select(Compile)]),
        AnyConditionConfig any => new AnyMatcher([.. any.Conditions.Select(Compile)]),
        NotConditionConfig not => new NotMatcher(Compile(not.Condition)),
        _ => throw new ArgumentException($"There is no matcher for {condition.GetType().Name}.", nameof(condition)),
    };

    private Matcher Compile(ValueConditionConfig condition) => condition.Test.Operator switch
    {
        TestOperator.Exists => new PresenceMatcher(facts.Of(condition)),
        TestOperator.Absent => new NotMatcher(new PresenceMatcher(facts.Of(condition))),
        _ => new ValueMatcher(facts.Of(condition), Compile(condition.Test)),
    };

    private static ValueTest Compile(ValueTestConfig test)
    {
        var comparison = test.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return test.Operator switch
        {
            TestOperator.Equals => new EqualsTest(test.Operands[0], comparison),
            TestOperator.In => new SetTest(test.Operands, test.IgnoreCase),
            TestOperator.Prefix => new PrefixTest(test.Operands[0], comparison),
            TestOperator.Contains => new ContainsTest(test.Operands[0], comparison),
            TestOperator.Regex => new RegexTest(RegexPattern.Compile(test.Operands[0], test.IgnoreCase)),
            _ => throw new ArgumentException($"{test.Operator} is not a test of a value.", nameof(test)),
        };
    }

    private static AddressRange ParseRange(string text) =>
        AddressRange.TryParse(text, out var range, out var problem)
            ? range
            : throw new ArgumentException($"'{text}' {problem}.", nameof(text));
}

using System.Text.RegularExpressions;
using Canary.Core.Selection;
using Canary.Core.Selection.Matching;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class RegexBudgetTests
{
    private static readonly string Hostile = new string('a', 30_000) + "!";

    [Fact]
    public void TryCompile_AnyPattern_HasATimeLimitThatLeavesTheRequestBelow50Milliseconds()
    {
        RegexPattern.TryCompile("(a+)+$", ignoreCase: false, out var regex, out _).ShouldBeTrue();
        regex.MatchTimeout.ShouldBe(TimeSpan.FromMilliseconds(RegexPattern.MatchTimeoutMilliseconds));
        (RegexBudget.LimitMicroseconds + (1_000 * RegexPattern.MatchTimeoutMilliseconds)).ShouldBeLessThan(50_000);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|aa)+$")]
    [InlineData("(.*a){20}$")]
    [InlineData("(((((a|((.)*)*a)|((b?(\\w|a).\\s*)*)+))+)+|[ab])c$")]
    [InlineData("(?:(?:a?b?){1,14}(?:b?a?){1,14}){1,3}c$")]
    public void Select_RunawayPatterns_AreGivenUpAndNoOtherIsTried(string pattern)
    {
        var service = TestServices.Snapshot(
            [("stable", 10_000), ("canary", 0)],
            [
                TestServices.Rule(TestServices.Header("x-a", TestOperator.Regex, pattern)),
                TestServices.Rule(TestServices.Header("x-a", TestOperator.Regex, "^a")),
                TestServices.Rule(TestServices.Header("x-a", TestOperator.Prefix, "aaa"), name: "not a regex"),
            ]);
        var facts = new FakeFacts().With(FactSource.Header, "x-a", Hostile);
        VariantSelector.Select(service, facts).Rule.ShouldBe(2);
        // Read before the one that was given up, and no more.
        facts.ClockReadings.ShouldBe(1);
    }

    [Fact]
    public void IsMatch_TimeIsUsedUp_TriesNoFurtherRegex()
    {
        var facts = new FakeFacts { ClockStepMicroseconds = 7_000 };
        var found = Enumerable.Range(0, 10).Count(_ => RegexBudget.IsMatch(new Regex("a"), "a", facts));
        found.ShouldBe(5);
        facts.ClockReadings.ShouldBe(10);
    }

    [Fact]
    public void FindFirst_NextRequestOnTheSameFacts_HasAWholeBudget()
    {
        var rules = CompiledRules.Compile([TestServices.Rule(TestServices.Header("x-a", TestOperator.Regex, "^a"), "a")], TestServices.Variants(10_000), new FactCompiler([], []));
        var facts = new FakeFacts { RegexMicroseconds = RegexBudget.LimitMicroseconds }.With(FactSource.Header, "x-a", "abc");
        rules.FindFirst(facts).ShouldBe(0);
    }

    [Theory]
    [InlineData("(?=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData("(a)\\1")]
    [InlineData("(?>a+)b")]
    [InlineData("((a{1000}){1000}){1000}")]
    public void TryCompile_NotInLinearTime_SaysSo(string pattern)
    {
        RegexPattern.TryCompile(pattern, ignoreCase: false, out var regex, out var problem).ShouldBeFalse();
        regex.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("linear time");
    }

    [Fact]
    public void TryCompile_Malformed_NamesTheOffset()
    {
        RegexPattern.TryCompile("ab(c", ignoreCase: false, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldContain("offset 4");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void TryCompile_Length_IsBounded(int length, bool expected) =>
        RegexPattern.TryCompile(new string('a', length), ignoreCase: false, out _, out _).ShouldBe(expected);
}

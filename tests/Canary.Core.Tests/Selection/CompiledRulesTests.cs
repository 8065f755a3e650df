using System.Net;
using Canary.Core.Selection;
using Canary.Core.Selection.Matching;
using Canary.Core.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Canary.Core.Tests.Selection;

public sealed class CompiledRulesTests
{
    public static TheoryData<FactSource> Sources => new(Enum.GetValues<FactSource>());

    [Theory]
    [MemberData(nameof(Sources))]
    public void Matches_EverySource_KnowsEveryOperator(FactSource source)
    {
        var facts = new FakeFacts().With(source, "group", "beta-7");
        bool Test(TestOperator test, params string[] operands) => Matches(facts, Value(source, "group", test, operands));

        Test(TestOperator.Equals, "beta-7").ShouldBeTrue();
        Test(TestOperator.Equals, "beta").ShouldBeFalse();
        Test(TestOperator.In, "alpha", "beta-7").ShouldBeTrue();
        Test(TestOperator.In, "alpha", "beta").ShouldBeFalse();
        Test(TestOperator.Prefix, "beta").ShouldBeTrue();
        Test(TestOperator.Prefix, "eta").ShouldBeFalse();
        Test(TestOperator.Contains, "ta-").ShouldBeTrue();
        Test(TestOperator.Contains, "gamma").ShouldBeFalse();
        Test(TestOperator.Regex, "^[a-z]+-\\d$").ShouldBeTrue();
        Test(TestOperator.Regex, "^\\d").ShouldBeFalse();
        Test(TestOperator.Exists).ShouldBeTrue();
        Test(TestOperator.Absent).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Matches_ValueIsMissing_OnlyAbsentIsTrue(FactSource source)
    {
        var facts = new FakeFacts();
        foreach (var test in Enum.GetValues<TestOperator>())
        {
            // The empty pattern, prefix and part are in every value, but not in none.
            Matches(facts, Value(source, "group", test, "")).ShouldBe(test == TestOperator.Absent, test.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Matches_ValueIsEmpty_IsThere(FactSource source)
    {
        var facts = new FakeFacts().With(source, "group", "");
        Matches(facts, Value(source, "group", TestOperator.Exists)).ShouldBeTrue();
        Matches(facts, Value(source, "group", TestOperator.Equals, "")).ShouldBeTrue();
        Matches(facts, Value(source, "group", TestOperator.Absent)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Matches_NameInAnotherCase_IsTheSameForHeadersOnly(FactSource source) =>
        Matches(new FakeFacts().With(source, "X-Group", "beta"), Value(source, "x-group", TestOperator.Equals, "beta"))
            .ShouldBe(source == FactSource.Header);

    [Theory]
    [InlineData(TestOperator.Equals, "BETA")]
    [InlineData(TestOperator.In, "BETA")]
    [InlineData(TestOperator.Prefix, "BE")]
    [InlineData(TestOperator.Contains, "ET")]
    [InlineData(TestOperator.Regex, "^BETA$")]
    public void Matches_ValueInAnotherCase_IsTheSameOnlyWhereCaseIsIgnored(TestOperator test, string operand)
    {
        var facts = new FakeFacts().With(FactSource.Header, "x-group", "beta");
        Matches(facts, Value(FactSource.Header, "x-group", test, operand)).ShouldBeFalse();
        Matches(facts, new ValueConditionConfig(FactSource.Header, "x-group", new ValueTestConfig(test, [operand], IgnoreCase: true))).ShouldBeTrue();
    }

    [Theory]
    [InlineData(TestOperator.Equals, "three")]
    [InlineData(TestOperator.In, "three")]
    [InlineData(TestOperator.Prefix, "thr")]
    [InlineData(TestOperator.Contains, "ree")]
    [InlineData(TestOperator.Regex, "^three$")]
    public void Matches_HeaderIsRepeated_AnyOccurrenceIsEnough(TestOperator test, string operand)
    {
        var facts = new FakeFacts().With(FactSource.Header, "x-n", "one").With(FactSource.Header, "X-N", "two").With(FactSource.Header, "x-n", "three");
        Matches(facts, TestServices.Header("x-n", test, operand)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", true)]
    [InlineData("get", false)]
    [InlineData("PUT", false)]
    public void Matches_Method_IsExact(string method, bool expected) =>
        Matches(new FakeFacts { MethodText = method }, new MethodConditionConfig(["GET", "POST"])).ShouldBe(expected);

    [Theory]
    [InlineData("/shop", "/shop", true)]
    [InlineData("/shop", "/shop/x", true)]
    [InlineData("/shop", "/shop/", true)]
    [InlineData("/shop/", "/shop", true)]
    [InlineData("/shop", "/shopping", false)]
    [InlineData("/shop", "/Shop", false)]
    [InlineData("/shop", "/", false)]
    [InlineData("/", "/anything", true)]
    public void Matches_Path_IsAPrefixOfWholeSegments(string prefix, string path, bool expected) =>
        Matches(new FakeFacts { PathText = path }, new PathConditionConfig(prefix)).ShouldBe(expected);

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.8", false)]
    [InlineData("2001:db8:5::1", true)]
    [InlineData("2001:db9::1", false)]
    [InlineData("::1", false)]
    [InlineData(null, false)]
    public void Matches_Address_IsInOneOfTheRanges(string? address, bool expected) =>
        Matches(
            new FakeFacts { Remote = address is null ? null : IPAddress.Parse(address) },
            new IpConditionConfig(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])).ShouldBe(expected);

    [Fact]
    public void Matches_AllAnyNot_Nest()
    {
        var isBeta = TestServices.Header("x-group", TestOperator.Equals, "beta");
        var isGet = new MethodConditionConfig(["GET"]);
        var isShop = new PathConditionConfig("/shop");
        var condition = new AllConditionConfig([isGet, new AnyConditionConfig([isBeta, isShop]), new NotConditionConfig(new AllConditionConfig([isBeta, isShop]))]);
        for (var bits = 0; bits < 8; bits++)
        {
            var (get, beta, shop) = ((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            var facts = new FakeFacts { MethodText = get ? "GET" : "PUT", PathText = shop ? "/shop" : "/" };
            Matches(beta ? facts.With(FactSource.Header, "x-group", "beta") : facts, condition).ShouldBe(get && (beta ^ shop), $"{bits}");
        }
    }

    [Fact]
    public void FindFirst_SeveralMatch_TheFirstWins()
    {
        var rules = Compile(
            TestServices.Header("x-group", TestOperator.Equals, "alpha"),
            new MethodConditionConfig(["GET"]),
            TestServices.Header("x-group", TestOperator.Equals, "beta"));
        rules.FindFirst(new FakeFacts().With(FactSource.Header, "x-group", "beta")).ShouldBe(1);
        rules.FindFirst(new FakeFacts().With(FactSource.Header, "x-group", "beta").With(FactSource.Header, "x-group", "alpha")).ShouldBe(0);
        rules.FindFirst(new FakeFacts { MethodText = "PUT" }.With(FactSource.Header, "x-group", "beta")).ShouldBe(2);
        rules.FindFirst(new FakeFacts { MethodText = "PUT" }).ShouldBe(-1);
    }

    [Fact]
    public void FindFirst_AnyRulesAndValues_IsWhatTryingOneByOneFinds()
    {
        var text = Gen.Elements("a", "b", "c", "A", "B");
        var name = Gen.Elements("x-1", "X-1", "x-2");
        var condition =
            from source in Gen.Elements(FactSource.Header, FactSource.Cookie)
            from header in name
            from test in Gen.Elements(TestOperator.Equals, TestOperator.In, TestOperator.In, TestOperator.Prefix)
            from operands in Gen.ArrayOf(text, 2)
            from ignoreCase in Gen.Elements(false, false, true)
            select (ConditionConfig)new ValueConditionConfig(
                source, header, new ValueTestConfig(test, test == TestOperator.In ? operands : operands[..1], ignoreCase));
        var request = Gen.ArrayOf(
            from source in Gen.Elements(FactSource.Header, FactSource.Cookie)
            from header in name
            from value in text
            select (source, header, value), 3);
        Prop.ForAll(Gen.ArrayOf(condition, 12).ToArbitrary(), request.ToArbitrary(), (conditions, values) =>
        {
            var facts = new FakeFacts();
            foreach (var (source, header, value) in values)
            {
                facts.With(source, header, value);
            }

            return Compile(conditions).FindFirst(facts) == Array.FindIndex(conditions, c => new MatcherCompiler(new FactCompiler([], [])).Compile(c).Matches(facts));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void FindFirst_AThousandRulesOnOneHeader_AsksForItOnce()
    {
        var rules = Compile([.. Enumerable.Range(0, 1_000).Select(i => (ConditionConfig)TestServices.Header("x-user", TestOperator.Equals, $"user-{i}"))]);
        var facts = new FakeFacts().With(FactSource.Header, "x-user", "user-999");
        rules.FindFirst(facts).ShouldBe(999);
        facts.Questions.ShouldBe(2);
    }

    private static bool Matches(FakeFacts facts, ConditionConfig condition) => Compile(condition).FindFirst(facts) == 0;

    private static CompiledRules Compile(params ConditionConfig[] conditions) =>
        CompileRules([.. conditions.Select(c => TestServices.Rule(c, "a"))]);

    private static CompiledRules CompileRules(RuleConfig[] rules) =>
        CompiledRules.Compile(rules, TestServices.Variants(10_000), new FactCompiler(rules, []));

    private static ValueConditionConfig Value(FactSource source, string name, TestOperator test, params string[] operands) =>
        new(source, name, new ValueTestConfig(test, operands));
}

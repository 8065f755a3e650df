using System.Net;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class VariantSelectorTests
{
    private static readonly (string, int)[] Split = [("stable", 5_000), ("canary", 5_000)];
    private static readonly RuleConfig BetaRule = TestServices.Rule(TestServices.Header("x-group", TestOperator.Equals, "beta"));

    [Fact]
    public void Select_RolledBack_IsTheBaselineWhateverRulesAndKeysSay()
    {
        var service = TestServices.Snapshot([("stable", 0), ("canary", 10_000)], [BetaRule], [new(StickyKind.Cookie, "id")], rolledBack: true);
        var facts = new FakeFacts().With(FactSource.Header, "x-group", "beta").With(FactSource.Cookie, "id", "alice");
        VariantSelector.Select(service, facts).ShouldBe(new VariantSelection(0, SelectionReason.Rollback));
    }

    [Fact]
    public void Select_RuleMatches_GoesAheadOfStickyKeys()
    {
        var service = TestServices.Snapshot([("stable", 10_000), ("canary", 0)], [BetaRule], [new(StickyKind.Cookie, "id")]);
        var facts = new FakeFacts().With(FactSource.Header, "X-Group", "beta").With(FactSource.Cookie, "id", "alice");
        VariantSelector.Select(service, facts).ShouldBe(new VariantSelection(1, SelectionReason.Rule, Rule: 0));
    }

    [Fact]
    public void Select_ATestersChoice_GoesAheadOfRulesAndNotOfARollback()
    {
        var facts = new FakeFacts().With(FactSource.Header, "x-group", "beta").With(FactSource.Cookie, "id", "alice");
        var service = TestServices.Snapshot([("stable", 0), ("canary", 10_000)], [BetaRule], [new(StickyKind.Cookie, "id")]);
        VariantSelector.Select(service, facts, PassedChoice.Forced(0)).ShouldBe(new VariantSelection(0, SelectionReason.Forced));
        var rolledBack = TestServices.Snapshot([("stable", 0), ("canary", 10_000)], [BetaRule], rolledBack: true);
        VariantSelector.Select(rolledBack, facts, PassedChoice.Forced(1)).ShouldBe(new VariantSelection(0, SelectionReason.Rollback));
    }

    [Fact]
    public void Select_AnUpstreamChoice_GoesAheadOfStickyKeysAndNotOfRules()
    {
        var sticky = TestServices.Snapshot([("stable", 10_000), ("canary", 0)], [BetaRule], [new(StickyKind.Cookie, "id")]);
        VariantSelector.Select(sticky, new FakeFacts().With(FactSource.Cookie, "id", "alice"), PassedChoice.Upstream(1)).ShouldBe(new VariantSelection(1, SelectionReason.Upstream));
        VariantSelector.Select(sticky, new FakeFacts().With(FactSource.Header, "x-group", "beta"), PassedChoice.Upstream(0)).Reason.ShouldBe(SelectionReason.Rule);
    }

    [Fact]
    public void Select_StickySources_TheFirstThatIsThereAndNotEmptyDecides()
    {
        var service = TestServices.Snapshot(Split, sticky: [new(StickyKind.Cookie, "id"), new(StickyKind.Header, "X-User"), new(StickyKind.Claim, "sub")]);
        var facts = new FakeFacts()
            .With(FactSource.Cookie, "id", "").With(FactSource.Claim, "sub", "bob")
            .With(FactSource.Header, "x-user", "").With(FactSource.Header, "x-user", "alice");
        var selection = VariantSelector.Select(service, facts);
        selection.StickySource.ShouldBe(1);
        selection.Bucket.ShouldBe(Bucket.Of("shop", "alice"));
        selection.Reason.ShouldBe(SelectionReason.Sticky);
        selection.IssuedKey.ShouldBeNull();
    }

    [Fact]
    public void Select_NoKeyButACookieSource_IssuesAKeyThatComesBackToTheSameVariant()
    {
        var service = TestServices.Snapshot(Split, sticky: [new(StickyKind.Header, "x-user"), new(StickyKind.Cookie, "id")]);
        var facts = new FakeFacts { Seed = 1 };
        var keys = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            var first = VariantSelector.Select(service, facts);
            first.StickySource.ShouldBe(1);
            first.Reason.ShouldBe(SelectionReason.Sticky);
            first.IssuedKey!.ShouldMatch("^[0-9a-f]{32}$");
            keys.Add(first.IssuedKey!).ShouldBeTrue();

            var later = VariantSelector.Select(service, new FakeFacts().With(FactSource.Cookie, "id", first.IssuedKey!));
            later.ShouldBe(first with { IssuedKey = null });
        }
    }

    [Fact]
    public void Select_NoKeyAndNoCookieSource_Draws()
    {
        var service = TestServices.Snapshot(Split, sticky: [new(StickyKind.Header, "x-user"), new(StickyKind.Ip)]);
        VariantSelector.Select(service, new FakeFacts()).Reason.ShouldBe(SelectionReason.Weight);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("fe80::1%7", "fe80::1")]
    public void Select_StickyByAddress_UsesItsOneForm(string address, string key)
    {
        var service = TestServices.Snapshot(Split, sticky: [new(StickyKind.Ip)]);
        var selection = VariantSelector.Select(service, new FakeFacts { Remote = IPAddress.Parse(address) });
        selection.Reason.ShouldBe(SelectionReason.Sticky);
        selection.Bucket.ShouldBe(Bucket.Of("shop", key));
    }

    [Fact]
    public void Select_AVariantHasEverything_NoDrawAndNoKeyGoesElsewhere()
    {
        var drawn = TestServices.Snapshot([("stable", 0), ("canary", 10_000), ("other", 0)]);
        var sticky = TestServices.Snapshot([("stable", 0), ("canary", 10_000), ("other", 0)], sticky: [new(StickyKind.Cookie, "id")]);
        var facts = new FakeFacts();
        for (var i = 0; i < 100_000; i++)
        {
            VariantSelector.Select(drawn, facts).Variant.ShouldBe(1);
            VariantSelector.Select(sticky, facts).Variant.ShouldBe(1);
        }
    }

    [Fact]
    public void Draw_AtTheEndsOfItsRange_StaysOffZeroWeights()
    {
        var draw = new WeightedDraw(TestServices.Variants(0, 9_999, 0, 1, 0));
        draw.Choose(0).ShouldBe(1);
        draw.Choose(ulong.MaxValue).ShouldBe(3);
    }

    [Fact]
    public void Select_TenRulesAndAStickyCookie_AllocatesNothing()
    {
        var rules = Enumerable.Range(0, 10)
            .Select(i => TestServices.Rule(TestServices.Header($"x-{i}", i % 2 == 0 ? TestOperator.Equals : TestOperator.Contains, "beta")))
            .ToArray();
        var service = TestServices.Snapshot(Split, rules, [new(StickyKind.Cookie, "id"), new(StickyKind.Ip)]);
        var byCookie = new FakeFacts().With(FactSource.Header, "x-9", "alpha").With(FactSource.Cookie, "id", "alice");
        var byAddress = new FakeFacts { Remote = IPAddress.Parse("::ffff:10.0.0.1") };
        BytesOf(() => VariantSelector.Select(service, byCookie)).ShouldBe(0);
        BytesOf(() => VariantSelector.Select(service, byAddress)).ShouldBe(0);
    }

    private static long BytesOf(Action action)
    {
        for (var i = 0; i < 1_000; i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

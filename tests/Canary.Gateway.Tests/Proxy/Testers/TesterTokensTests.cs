using Canary.Gateway.Proxy.Testers;
using Canary.TestKit;

namespace Canary.Gateway.Tests.Proxy.Testers;

public sealed class TesterTokensTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string NextKey = "fedcba9876543210fedcba9876543210";

    [Fact]
    public void VariantOf_ATokenOfOurs_IsItsVariantUntilItEnds()
    {
        var time = new SteppedTime();
        var tokens = Tokens(time, Key);
        var (token, expires) = tokens.Issue("shop", "canary", TimeSpan.FromHours(1));
        tokens.VariantOf("shop", token).ShouldBe("canary");
        expires.ShouldBeInRange(time.GetUtcNow() + TimeSpan.FromMinutes(59), time.GetUtcNow() + TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromMinutes(61));
        tokens.VariantOf("shop", token).ShouldBeNull();
    }

    [Fact]
    public void VariantOf_AnyChangeOfAToken_IsNothing()
    {
        var tokens = Tokens(new SteppedTime(), Key);
        var (token, _) = tokens.Issue("shop", "canary", TimeSpan.FromHours(1));
        tokens.VariantOf("cart", token).ShouldBeNull();
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            tokens.VariantOf("shop", changed).ShouldBeNull();
            tokens.VariantOf("shop", token.AsSpan(0, i)).ShouldBeNull();
            tokens.VariantOf("shop", token.Insert(i, ".")).ShouldBeNull();
            tokens.VariantOf("shop", token.Insert(i, " ")).ShouldBeNull();
        }

        tokens.VariantOf("shop", new string('a', 100_000)).ShouldBeNull();
        tokens.VariantOf("shop", "canary").ShouldBeNull();
        tokens.VariantOf("shop", "").ShouldBeNull();
    }

    [Fact]
    public void VariantOf_AfterAChangeOfKeys_BelievesTheOldOneWhileItIsThere()
    {
        var time = new SteppedTime();
        var (token, _) = Tokens(time, Key).Issue("shop", "canary", TimeSpan.FromHours(1));
        Tokens(time, NextKey, Key).VariantOf("shop", token).ShouldBe("canary");
        Tokens(time, NextKey).VariantOf("shop", token).ShouldBeNull();
    }

    [Fact]
    public void Create_AShortKey_IsRefused()
    {
        var problems = new List<string>();
        TesterTokens.Create(new TesterOptions { Keys = ["short"] }, TimeProvider.System, problems);
        problems.ShouldHaveSingleItem().ShouldBe("Canary:Testers:Keys:0 has 5 characters; it must have at least 32, best random ones.");
    }

    private static TesterTokens Tokens(TimeProvider time, params string[] keys) => TesterTokens.Create(new TesterOptions { Keys = keys }, time, [])!;
}

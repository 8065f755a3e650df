using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Listeners;
using Microsoft.AspNetCore.Http;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class HttpRequestFactsTests
{
    [Theory]
    [InlineData("alpha", true)]
    [InlineData("beta", true)]
    [InlineData("gamma", false)]
    public void Select_SeveralHeaderLines_EachOfThemCounts(string wanted, bool matches) =>
        Selects(TestServices.Value(FactSource.Header, "x-group", wanted), r => r.Headers.Append("X-Group", new(["alpha", "beta"]))).ShouldBe(matches);

    [Theory]
    [InlineData("one", true)]
    [InlineData("two", true)]
    [InlineData("three", true)]
    [InlineData("four", false)]
    public void Select_SeveralCookieLines_EachOfThemCounts(string wanted, bool matches) =>
        Selects(TestServices.Value(FactSource.Cookie, "g", wanted), r => r.Headers.Cookie = new(["g=one; x=1; g=two", "y=2", "g=three"])).ShouldBe(matches);

    [Fact]
    public void Select_NextRequestOfTheThread_HasNothingOfTheOneBefore()
    {
        var byClaim = TestServices.Value(FactSource.Claim, "group", "beta");
        Selects(byClaim, r => r.Headers.Authorization = "Bearer e30.eyJncm91cCI6ImJldGEifQ.x").ShouldBeTrue();
        Selects(byClaim, _ => { }).ShouldBeFalse();
    }

    /// <summary>A service that reads three headers or more finds them in one pass.</summary>
    [Fact]
    public void Select_ConditionsOnManyHeaders_SeeTheRequestOfNowAndAllItsLines()
    {
        var all = new AllConditionConfig(
        [
            TestServices.Value(FactSource.Header, "x-group", "beta"),
            TestServices.Value(FactSource.Header, "user-agent", "curl"),
            TestServices.Value(FactSource.Cookie, "g", "three"),
            TestServices.Value(FactSource.Claim, "group", "beta"),
        ]);
        Selects(all, Prepare).ShouldBeTrue();
        Selects(all, _ => { }).ShouldBeFalse();
        Selects(all, Prepare).ShouldBeTrue();

        static void Prepare(HttpRequest request)
        {
            request.Headers.Append("X-Group", new(["alpha", "beta"]));
            request.Headers.UserAgent = "curl";
            request.Headers.Cookie = new(["g=one; g=two", "g=three"]);
            request.Headers.Authorization = "Bearer e30.eyJncm91cCI6ImJldGEifQ.x";
        }
    }

    private static bool Selects(ConditionConfig when, Action<HttpRequest> prepare)
    {
        var variant = new VariantConfig { Destinations = [new DestinationConfig("http://127.0.0.1:1")] };
        var service = ServiceSnapshot.Create(TestServices.Split(variant, variant, 0) with { Rules = [TestServices.Rule(when)] }, 1);
        var context = new DefaultHttpContext();
        prepare(context.Request);
        return HttpRequestFacts.Select(service, context, "/", new TrustedProxies([])).Reason == SelectionReason.Rule;
    }
}

using Canary.Core.Selection;

namespace Canary.Core.Tests.Selection;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("/a/b/")]
    [InlineData("/.well-known/x.y")]
    [InlineData("/a/...")]
    [InlineData("/a..b/.c")]
    public void Normalise_NothingToDo_GivesTheSameString(string path) => RequestPath.Normalise(path).ShouldBeSameAs(path);

    [Theory]
    [InlineData("", "/")]
    [InlineData("a", "/a")]
    [InlineData("//", "/")]
    [InlineData("//a///b//", "/a/b/")]
    [InlineData("\\a\\b", "/a/b")]
    [InlineData("/a/\\..\\b", "/b")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/../", "/a/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/../../a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("/.x/..", "/")]
    public void Normalise_Tricks_AreResolvedBelowTheRoot(string path, string expected) => RequestPath.Normalise(path).ShouldBe(expected);

    [Theory]
    [InlineData("/a%20b?x=1#y", "/a b")]
    [InlineData("/a#b?c", "/a")]
    [InlineData("/shop/%2e%2e/admin", "/admin")]
    [InlineData("/shop%5c..%5cadmin", "/admin")]
    [InlineData("/a%2Fb%2f..", "/a%2Fb%2f..")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/%zz%C3", "/%zz%C3")]
    [InlineData("/%252e%252e/a", "/%2e%2e/a")]
    [InlineData("?x", "/")]
    public void FromRaw_Target_IsDecodedOnceAndNormalised(string raw, string expected) => RequestPath.FromRaw(raw).ShouldBe(expected);
}

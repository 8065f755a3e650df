using System.Net;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class DescribedRequestTests
{
    private static readonly DescribedRequest Request = new(
        new RequestDescription
        {
            Method = "POST",
            Path = "/shop//x/%2e%2e?ignored=1",
            Query = "?a=1&a=%32",
            Headers = new Dictionary<string, IReadOnlyList<string>>
            {
                ["X-Group"] = [" one ", "two"],
                ["x-group"] = ["three"],
                ["Cookie"] = ["id=1; id=2", "id=3"],
                ["Authorization"] = [$"Bearer {BearerClaimsTests.Token("""{"sub":"alice"}""")}"],
            },
            Cookies = new Dictionary<string, string> { ["id"] = "4" },
            Claims = new Dictionary<string, IReadOnlyList<string>> { ["sub"] = ["bob"] },
            RemoteAddress = IPAddress.Loopback,
            Seed = 7,
        },
        TimeProvider.System);

    [Fact]
    public void TryGetValue_EverySource_GivesEveryOccurrence()
    {
        ValuesOf(FactSource.Header, "X-GROUP").ShouldBe(["one", "two", "three"], ignoreOrder: true);
        ValuesOf(FactSource.Cookie, "id").ShouldBe(["1", "2", "3", "4"]);
        ValuesOf(FactSource.Query, "a").ShouldBe(["1", "2"]);
        ValuesOf(FactSource.Claim, "sub").ShouldBe(["bob", "alice"]);
        ValuesOf(FactSource.Header, "x-none").ShouldBeEmpty();
        ValuesOf(FactSource.Claim, "none").ShouldBeEmpty();
    }

    [Fact]
    public void Path_Tricks_AreNormalised() => Request.Path.ToString().ShouldBe("/shop/");

    [Fact]
    public void NextRandom_SameSeed_GivesTheSameNumbers()
    {
        ulong[] Draws(ulong seed)
        {
            var request = new DescribedRequest(new RequestDescription { Seed = seed }, TimeProvider.System);
            return [request.NextRandom(), request.NextRandom()];
        }

        Draws(1).ShouldBe(Draws(1));
        Draws(1).ShouldNotBe(Draws(2));
    }

    private static List<string> ValuesOf(FactSource source, string name)
    {
        var values = new List<string>();
        for (var next = 0; next >= 0 && Request.TryGetNext(new NamedFact(source, name), ref next, out var value);)
        {
            values.Add(value.ToString());
        }

        return values;
    }
}

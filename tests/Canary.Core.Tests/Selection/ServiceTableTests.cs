using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class ServiceTableTests
{
    private static readonly ServiceTable<string> Table = Build(
        ("any", [], "/"),
        ("any-status", [], "/status"),
        ("exact", ["shop.example.com"], "/shop"),
        ("exact-deep", ["shop.example.com"], "/shop/a/b"),
        ("wild", ["*.example.com"], "/"),
        ("wild-long", ["*.eu.example.com"], "/"),
        ("wild-shop", ["*.example.com"], "/shop"));

    [Theory]
    [InlineData("shop.example.com", "/shop", "exact")]
    [InlineData("SHOP.Example.COM", "/shop/x", "exact")]
    [InlineData("shop.example.com.", "/shop/x", "exact")]
    [InlineData("shop.example.com", "/shop/a", "exact")]
    [InlineData("shop.example.com", "/shop/a/b", "exact-deep")]
    [InlineData("shop.example.com", "/shop/a/b/c/d", "exact-deep")]
    [InlineData("shop.example.com", "/shop/a/bc", "exact")]
    [InlineData("shop.example.com", "/shopping", "wild")]
    [InlineData("shop.example.com", "/", "wild")]
    [InlineData("other.example.com", "/shop", "wild-shop")]
    [InlineData("deep.down.example.com", "/", "wild")]
    [InlineData("a.eu.example.com", "/", "wild-long")]
    [InlineData("A.B.EU.example.com", "/x", "wild-long")]
    [InlineData("eu.example.com", "/x", "wild")]
    [InlineData("example.com", "/", "any")]
    [InlineData("notexample.com", "/", "any")]
    [InlineData(".example.com", "/", "any")]
    [InlineData("", "/", "any")]
    [InlineData("localhost", "/status/1", "any-status")]
    [InlineData("localhost", "/statuses", "any")]
    public void Find_HostAndPath_GivesTheMostExact(string host, string path, string expected) =>
        Table.Find(host, path).ShouldBe(expected);

    [Fact]
    public void Find_NothingMatches_IsNull()
    {
        var table = Build(("a", ["a.example"], "/x"), ("b", ["*.b.example"], "/x"));
        table.Find("a.example", "/y").ShouldBeNull();
        table.Find("c.b.example", "/y").ShouldBeNull();
        table.Find("b.example", "/x").ShouldBeNull();
        ServiceTable<string>.Empty.Find("a.example", "/x").ShouldBeNull();
    }

    [Fact]
    public void Find_NoPathOnALongWildcard_FallsThroughToTheShorterOne()
    {
        var table = Build(("long", ["*.b.example"], "/x"), ("short", ["*.example"], "/"));
        table.Find("a.b.example", "/x").ShouldBe("long");
        table.Find("a.b.example", "/y").ShouldBe("short");
    }

    [Fact]
    public void With_SamePlaceTwice_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Build(("a", ["a.example"], "/x"), ("b", ["A.example"], "/x/")));
        Should.Throw<ArgumentException>(() => Build(("a", [], "/"), ("b", [], "/")));
    }

    [Fact]
    public void With_ServicesThatComeGoAndSwap_IsWhatATableOfThoseLeftIs()
    {
        var (a, b) = (Match(["a.example", "*.example"], "/x"), Match([], "/y"));
        var first = ServiceTable<string>.Empty.With([], [KeyValuePair.Create(a, "a"), KeyValuePair.Create(b, "b")]);

        var swapped = first.With([a, b], [KeyValuePair.Create(a, "b"), KeyValuePair.Create(b, "a")]);
        (swapped.Find("a.example", "/x"), swapped.Find("z.example", "/x/1"), swapped.Find("other", "/y")).ShouldBe(("b", "b", "a"));

        var fewer = swapped.With([a], []);
        (fewer.Find("a.example", "/x"), fewer.Find("z.example", "/x"), fewer.Find("a.example", "/y")).ShouldBe((null, null, "a"));
        fewer.With([b], [KeyValuePair.Create(Match([], "/"), "c")]).Find("a.example", "/y").ShouldBe("c");

        // What was before is still as it was.
        (first.Find("a.example", "/x"), first.Find("z.example", "/x"), first.Find("other", "/y")).ShouldBe(("a", "a", "b"));
    }

    [Fact]
    public void With_PlaceThatIsTakenAlready_IsRefused()
    {
        var table = Build(("a", ["a.example", "*.a.example"], "/x"), ("b", [], "/"));
        Should.Throw<ArgumentException>(() => table.With([], [KeyValuePair.Create(Match(["A.example"], "/x/"), "c")]));
        Should.Throw<ArgumentException>(() => table.With([], [KeyValuePair.Create(Match(["*.a.example"], "/x"), "c")]));
        Should.Throw<ArgumentException>(() => table.With([], [KeyValuePair.Create(Match([], "/"), "c")]));
        table.With([Match([], "/")], [KeyValuePair.Create(Match([], "/"), "c")]).Find("z", "/").ShouldBe("c");
    }

    [Fact]
    public void Find_TenThousandServices_AllocatesNothing()
    {
        var table = Build([.. Enumerable.Range(0, 10_000).Select(i => ($"s{i}", new[] { $"h{i}.example.com" }, "/a/b"))]);
        table.Find("h9999.example.com", "/a/b/c").ShouldBe("s9999");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            table.Find("H5000.example.com", "/a/b/c/d/e");
            table.Find("nowhere.example.com", "/");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static ServiceTable<string> Build(params (string Name, string[] Hosts, string Path)[] services) =>
        ServiceTable<string>.Empty.With([], services.Select(s =>
            KeyValuePair.Create(Match(s.Hosts, s.Path), s.Name)));

    private static MatchConfig Match(string[] hosts, string path) => new() { Hosts = hosts, Path = path };
}

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
        ServiceTable<string>.Build([]).Find("a.example", "/x").ShouldBeNull();
    }

    [Fact]
    public void Find_NoPathOnALongWildcard_FallsThroughToTheShorterOne()
    {
        var table = Build(("long", ["*.b.example"], "/x"), ("short", ["*.example"], "/"));
        table.Find("a.b.example", "/x").ShouldBe("long");
        table.Find("a.b.example", "/y").ShouldBe("short");
    }

    [Fact]
    public void Build_SamePlaceTwice_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Build(("a", ["a.example"], "/x"), ("b", ["A.example"], "/x/")));
        Should.Throw<ArgumentException>(() => Build(("a", [], "/"), ("b", [], "/")));
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
        ServiceTable<string>.Build(services.Select(s =>
            KeyValuePair.Create(new MatchConfig { Hosts = s.Hosts, Path = s.Path }, s.Name)));
}

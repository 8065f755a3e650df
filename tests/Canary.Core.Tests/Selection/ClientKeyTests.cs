using System.Net;
using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Core.Tests.Selection;

public sealed class ClientKeyTests
{
    private static readonly ClientKey ByAddress = new([new StickySourceConfig(StickyKind.Ip)], seed: 7);

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void HashOf_Addresses_AreTheSameWhereTheClientIs(string first, string second, bool same) =>
        (HashOf(ByAddress, first) == HashOf(ByAddress, second)).ShouldBe(same);

    [Fact]
    public void HashOf_FirstSourceThatIsThere_Decides()
    {
        var key = new ClientKey([new StickySourceConfig(StickyKind.Header, "x-user"), new StickySourceConfig(StickyKind.Ip)], seed: 7);
        HashOf(key, "10.0.0.1", "ann").ShouldBe(HashOf(key, "10.0.0.2", "ann"));
        HashOf(key, "10.0.0.1", "ann").ShouldNotBe(HashOf(key, "10.0.0.1", "bob"));
        HashOf(key, "10.0.0.1").ShouldBe(HashOf(ByAddress, "10.0.0.1"));
    }

    [Fact]
    public void HashOf_NoSource_IsTheSameForAll()
    {
        var key = new ClientKey([new StickySourceConfig(StickyKind.Header, "x-user")], seed: 7);
        HashOf(key, "10.0.0.1").ShouldBe(HashOf(key, "10.0.0.2"));
    }

    [Fact]
    public void HashOf_OtherSeed_IsAnother() =>
        HashOf(ByAddress, "10.0.0.1").ShouldNotBe(HashOf(new ClientKey([new StickySourceConfig(StickyKind.Ip)], seed: 8), "10.0.0.1"));

    private static ulong HashOf(ClientKey key, string address, string? user = null) => key.HashOf(new DescribedRequest(
        new RequestDescription
        {
            RemoteAddress = IPAddress.Parse(address),
            Headers = user is null ? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>> { ["x-user"] = [user] },
        },
        TimeProvider.System));
}

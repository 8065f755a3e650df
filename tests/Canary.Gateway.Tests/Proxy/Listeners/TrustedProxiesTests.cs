using System.Net;
using Canary.Gateway.Proxy.Listeners;

namespace Canary.Gateway.Tests.Proxy.Listeners;

public sealed class TrustedProxiesTests
{
    private readonly TrustedProxies _trusted = TrustedProxies.Parse(["10.0.0.0/8", "2001:db8::/32"], new List<string>());

    [Theory]
    [InlineData("192.0.2.1", "203.0.113.7", "192.0.2.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "198.51.100.1,203.0.113.7,10.9.9.9", "203.0.113.7")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "203.0.113.7, unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7:4711", "203.0.113.7")]
    [InlineData("2001:db8::1", "[2001:470::5]:4711", "2001:470::5")]
    [InlineData("::ffff:10.0.0.1", "2001:470::5", "2001:470::5")]
    public void ClientOf_Peer_IsTheLastThatIsNotTrusted(string peer, string forwardedFor, string expected) =>
        _trusted.ClientOf(IPAddress.Parse(peer), forwardedFor)!.ToString().ShouldBe(expected);

    [Fact]
    public void Contains_NoAddress_IsFalse() => _trusted.Contains(null).ShouldBeFalse();
}

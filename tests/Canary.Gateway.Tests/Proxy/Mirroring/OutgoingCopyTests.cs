using Canary.Gateway.Proxy.Mirroring;

namespace Canary.Gateway.Tests.Proxy.Mirroring;

public sealed class OutgoingCopyTests
{
    [Theory]
    [InlineData("shop.example.com", "shop-shadow.example.com")]
    [InlineData("shop.example.com:8080", "shop-shadow.example.com:8080")]
    [InlineData("shop", "shop-shadow")]
    [InlineData("shop:80", "shop-shadow:80")]
    [InlineData("10.0.0.1:80", "10.0.0.1:80")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void WithSuffix_Host_GoesToItsFirstLabel(string host, string expected) => OutgoingCopy.WithSuffix(host, "-shadow").ShouldBe(expected);
}

using Canary.Gateway.Proxy.Forwarding;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("shop.example.com", "shop.example.com")]
    [InlineData("shop.example.com:8080", "shop.example.com")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("[2001:db8::1]:8080", "[2001:db8::1]")]
    [InlineData("", "")]
    public void WithoutPort_Header_IsTheHost(string header, string expected) => HostName.WithoutPort(header).ToString().ShouldBe(expected);
}

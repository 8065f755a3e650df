using System.Net;
using Canary.Gateway.Discovery.Dns;

namespace Canary.Gateway.Tests.Discovery.Dns;

public sealed class DnsServerAddressTests
{
    [Theory]
    [InlineData("10.0.0.2", "10.0.0.2:53")]
    [InlineData("10.0.0.2:5353", "10.0.0.2:5353")]
    [InlineData("fd00::2", "[fd00::2]:53")]
    [InlineData("[fd00::2]:5353", "[fd00::2]:5353")]
    [InlineData("dns.internal", null)]
    public void Parse_AnyForm_GivesAddressAndPort(string text, string? expected) =>
        DnsServerAddress.Parse(text).ShouldBe(expected is null ? null : IPEndPoint.Parse(expected));

    [Fact]
    public void FirstOf_AResolverFile_TakesTheFirstNameserver() =>
        DnsServerAddress.FirstOf(["# nameserver 10.0.0.1", "search internal", "nameserver\t10.0.0.2", "nameserver 10.0.0.3"]).ShouldBe(IPEndPoint.Parse("10.0.0.2:53"));

    [Fact]
    public void FirstOf_NoNameserver_IsNull() => DnsServerAddress.FirstOf(["search internal"]).ShouldBeNull();
}

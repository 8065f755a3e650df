using System.Net;
using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class LinkLocalAddressTests
{
    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("::169.254.169.254", true)]
    [InlineData("64:ff9b::169.254.169.254", true)]
    [InlineData("2002:a9fe:a9fe::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("febf::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("169.253.0.1", false)]
    [InlineData("a9fe::1", false)]
    [InlineData("2001:a9fe::1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void Contains_Address_IsTold(string address, bool expected) => LinkLocalAddress.Contains(IPAddress.Parse(address)).ShouldBe(expected);
}

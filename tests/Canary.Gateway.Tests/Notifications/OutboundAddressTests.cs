using System.Net;
using Canary.Gateway.Notifications;

namespace Canary.Gateway.Tests.Notifications;

public sealed class OutboundAddressTests
{
    private static readonly Uri[] OwnAdmin = [new("http://127.0.0.1:8081")];

    [Theory]
    [InlineData("169.254.169.254", 80)]
    [InlineData("::ffff:169.254.169.254", 80)]
    [InlineData("fe80::1", 5672)]
    [InlineData("127.0.0.1", 8081)]
    [InlineData("::1", 8081)]
    [InlineData("0.0.0.0", 8081)]
    public void ConnectProblem_ForbiddenAddress_SaysWhy(string address, int port) =>
        OutboundAddress.ConnectProblem("name", [IPAddress.Parse("10.0.0.1"), IPAddress.Parse(address)], port, OwnAdmin).ShouldNotBeNull();

    [Theory]
    [InlineData("127.0.0.1", 8082)]
    [InlineData("10.0.0.1", 8081)]
    [InlineData("192.0.2.7", 443)]
    public void ConnectProblem_OtherAddress_IsNull(string address, int port) =>
        OutboundAddress.ConnectProblem("name", [IPAddress.Parse(address)], port, OwnAdmin).ShouldBeNull();
}

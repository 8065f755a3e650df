using System.Net;
using System.Net.Sockets;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Tests.Addressing;

public sealed class AddressRulesTests
{
    private static readonly AddressRules Rules = AddressRules.Parse("Canary:Addresses:RefusedCallbacks", ["10.0.0.0/8", "fd00::/8"], () => [new("http://127.0.0.1:8081")], []);

    [Theory]
    [InlineData("169.254.169.254", 80, "link-local addresses are not allowed")]
    [InlineData("::ffff:169.254.169.254", 80, "link-local addresses are not allowed")]
    [InlineData("10.1.2.3", 80, "Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8")]
    [InlineData("::ffff:10.1.2.3", 80, "Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8")]
    [InlineData("64:ff9b::10.1.2.3", 80, "Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8")]
    [InlineData("2002:a01:203::", 80, "Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8")]
    [InlineData("64:ff9b::11.1.2.3", 80, null)]
    [InlineData("fd00:ec2::254", 80, "Canary:Addresses:RefusedCallbacks refuses fd00::/8")]
    [InlineData("127.0.0.1", 8081, "that is this gateway's own admin listener, which is not allowed")]
    [InlineData("::ffff:127.0.0.1", 8081, "that is this gateway's own admin listener, which is not allowed")]
    [InlineData("::1", 8081, "that is this gateway's own admin listener, which is not allowed")]
    [InlineData("0.0.0.0", 8081, "that is this gateway's own admin listener, which is not allowed")]
    [InlineData("127.0.0.1", 8082, null)]
    [InlineData("11.0.0.1", 8081, null)]
    [InlineData("192.0.2.7", 443, null)]
    public void Problem_AddressAndPort_SaysWhy(string address, int port, string? expected) => Rules.Problem(IPAddress.Parse(address), port).ShouldBe(expected);

    [Theory]
    [InlineData("http://10.0.0.1/", "must not lead to '10.0.0.1': Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8.")]
    [InlineData("http://167772161/", "must not lead to '10.0.0.1': Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8.")]
    [InlineData("http://0xa.1/", "must not lead to '10.0.0.1': Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8.")]
    [InlineData("http://[::ffff:10.0.0.1]/", "must not lead to '::ffff:10.0.0.1': Canary:Addresses:RefusedCallbacks refuses 10.0.0.0/8.")]
    [InlineData("http://localhost:8081/api", "must not lead to 'localhost': that is this gateway's own admin listener, which is not allowed.")]
    [InlineData("http://localhost:8082/", null)]
    [InlineData("https://gates.example.com/", null)]
    public void Problem_Url_SaysWhy(string url, string? expected) => Rules.Problem(url).ShouldBe(expected);

    [Fact]
    public void Parse_WrongRange_SaysSettingAndValue()
    {
        var problems = new List<string>();
        AddressRules.Parse("Canary:Addresses:RefusedDestinations", ["10.0.0.0/8", "10.0.0.1/8", "intranet"], () => [], problems);
        problems.ShouldBe(
        [
            "Canary:Addresses:RefusedDestinations:1: '10.0.0.1/8' has bits set after its prefix length",
            "Canary:Addresses:RefusedDestinations:2: 'intranet' is not an IP address or a CIDR range such as 10.0.0.0/8 or 2001:db8::/32",
        ]);
    }

    [Fact]
    public async Task A_name_is_refused_by_what_it_means_when_it_is_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new DnsEndPoint("localhost", ((IPEndPoint)listener.LocalEndpoint).Port);
        (await GuardedConnection.ConnectAsync(target, Rules, CancellationToken.None)).Dispose();

        var strict = AddressRules.Parse("Canary:Addresses:RefusedDestinations", ["127.0.0.0/8", "::1"], () => [], []);
        (await Should.ThrowAsync<IOException>(async () => await GuardedConnection.ConnectAsync(target, strict, CancellationToken.None)))
            .Message.ShouldContain("Canary:Addresses:RefusedDestinations refuses ");
    }
}

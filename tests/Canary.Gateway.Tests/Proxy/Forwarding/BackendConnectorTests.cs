using System.Net;
using Canary.Core.Services;
using Canary.Gateway.Proxy.Forwarding;

namespace Canary.Gateway.Tests.Proxy.Forwarding;

public sealed class BackendConnectorTests
{
    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("febf::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("169.253.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void IsLinkLocal_Address_IsTold(string address, bool expected) => BackendConnector.IsLinkLocal(IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public async Task A_link_local_destination_is_refused_at_connect()
    {
        await using var proxy = await ProxyUnderTest.StartAsync();
        await proxy.ApplyAsync(TestServices.Single(new VariantConfig { Destinations = [new("http://169.254.169.254/")] }));

        using var answer = await proxy.Client.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        proxy.Log.Lines.ShouldContain(line => line.Contains("link-local ones are refused"));
    }
}

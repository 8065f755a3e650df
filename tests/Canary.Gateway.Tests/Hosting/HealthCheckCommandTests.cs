using Canary.Gateway.Hosting;

namespace Canary.Gateway.Tests.Hosting;

public sealed class HealthCheckCommandTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8081/livez")]
    [InlineData("http://0.0.0.0:9000;http://127.0.0.1:9001", "http://127.0.0.1:9000/livez")]
    [InlineData("http://+:81", "http://127.0.0.1:81/livez")]
    [InlineData("http://[::]:8081", "http://[::1]:8081/livez")]
    [InlineData("http://admin.internal:8081/", "http://admin.internal:8081/livez")]
    [InlineData("https://127.0.0.1:8081", "https://127.0.0.1:8081/livez")]
    [InlineData("https://0.0.0.0:8081;http://127.0.0.1:8082", "http://127.0.0.1:8082/livez")]
    public void LivezAddress_OfAListener_IsReachableFromTheSameMachine(string urls, string expected) =>
        HealthCheckCommand.LivezAddress(urls)!.AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("8081")]
    [InlineData("http://127.0.0.1:0")]
    public void LivezAddress_WithoutAnAddressWithAPort_IsNull(string urls) => HealthCheckCommand.LivezAddress(urls).ShouldBeNull();
}

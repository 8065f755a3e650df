using Canary.TestKit.Battery;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>Backends that misbehave over HTTP/2.</summary>
public sealed class Http2BackendBatteryTests(Http2BackendBatteryTests.Run run) : IClassFixture<Http2BackendBatteryTests.Run>
{
    public static TheoryData<string> Cases => [.. BatteryCases.Http2Backends.Select(c => c.FullName)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Ends_as_wanted(string name) => run.CheckAsync(name);

    public sealed class Run() : BatteryFixture(BatteryCases.Http2Backends);
}

using Canary.TestKit.Battery;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>Backends that misbehave over HTTP/1.1.</summary>
public sealed class Http1BackendBatteryTests(Http1BackendBatteryTests.Run run) : IClassFixture<Http1BackendBatteryTests.Run>
{
    public static TheoryData<string> Cases => [.. BatteryCases.Backends.Select(c => c.FullName)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Ends_as_wanted(string name) => run.CheckAsync(name);

    public sealed class Run() : BatteryFixture(BatteryCases.Backends);
}

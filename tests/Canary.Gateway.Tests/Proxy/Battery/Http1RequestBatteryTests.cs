using Canary.TestKit.Battery;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>Requests over HTTP/1.1 as attackers and broken clients write them.</summary>
public sealed class Http1RequestBatteryTests(Http1RequestBatteryTests.Run run) : IClassFixture<Http1RequestBatteryTests.Run>
{
    public static TheoryData<string> Cases => [.. BatteryCases.Requests.Select(c => c.FullName)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Ends_as_wanted(string name) => run.CheckAsync(name);

    public sealed class Run() : BatteryFixture(BatteryCases.Requests);
}

using Canary.TestKit.Battery;

namespace Canary.Gateway.Tests.Proxy.Battery;

/// <summary>Requests over HTTP/2 as attackers and broken clients write them.</summary>
public sealed class Http2RequestBatteryTests(Http2RequestBatteryTests.Run run) : IClassFixture<Http2RequestBatteryTests.Run>
{
    public static TheoryData<string> Cases => [.. BatteryCases.Http2Requests.Select(c => c.FullName)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Ends_as_wanted(string name) => run.CheckAsync(name);

    public sealed class Run() : BatteryFixture(BatteryCases.Http2Requests);
}

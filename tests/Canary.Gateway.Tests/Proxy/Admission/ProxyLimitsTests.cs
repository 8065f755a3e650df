using System.Globalization;
using Canary.Core.Services;
using Canary.Gateway.Hosting;
using Canary.Gateway.Proxy.Admission;
using Microsoft.Extensions.Configuration;

namespace Canary.Gateway.Tests.Proxy.Admission;

public sealed class ProxyLimitsTests
{
    /// <summary>Each limit with what is just inside its range and just outside, at both ends.</summary>
    public static TheoryData<string, string, string, string, string> Ranges => new()
    {
        { nameof(ProxyLimits.RequestLineBytes), "1023", "1024", "65536", "65537" },
        { nameof(ProxyLimits.HeaderBytes), "4095", "4096", "1048576", "1048577" },
        { nameof(ProxyLimits.HeaderCount), "9", "10", "1000", "1001" },
        { nameof(ProxyLimits.BodyBytes), "-1", "0", "1099511627776", "1099511627777" },
        { nameof(ProxyLimits.HeadersTimeout), "999ms", "1s", "10m", "601s" },
        { nameof(ProxyLimits.KeepAliveTimeout), "999ms", "1s", "1h", "3601s" },
        { nameof(ProxyLimits.BodyBytesPerSecond), "-1", "0", "1000000", "1000001" },
        { nameof(ProxyLimits.BodyRateGrace), "1999ms", "2s", "10m", "601s" },
        { nameof(ProxyLimits.Connections), "0", "1", "1000000", "1000001" },
        { nameof(ProxyLimits.RequestsInFlight), "0", "1", "1000000", "1000001" },
        { nameof(ProxyLimits.Http2Streams), "0", "1", "10000", "10001" },
        { nameof(ProxyLimits.Http2StreamWindowBytes), "65534", "65535", "16777216", "16777217" },
        { nameof(ProxyLimits.Http2ConnectionWindowBytes), "65534", "65535", "1073741824", "1073741825" },
        { nameof(ProxyLimits.Http2ResetsPerSecond), "0", "1", "100000", "100001" },
        { nameof(ProxyLimits.BackendConnectionLifetime), "999ms", "1s", "1d", "86401s" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Read_LimitAtTheEndsOfItsRange_TakesItInsideAndNamesFieldValueAndRangeOutside(string name, string below, string least, string most, string above)
    {
        ValueOf(Read(name, least), name).ShouldBe(least);
        ValueOf(Read(name, most), name).ShouldBe(most);
        foreach (var bad in new[] { below, above })
        {
            var problem = Should.Throw<SettingsException>(() => Read(name, bad)).Problems.ShouldHaveSingleItem();
            problem.ShouldStartWith($"Canary:Proxy:Limits:{name} is ");
            problem.ShouldContain($"; allowed is {least} to {most}.");
        }
    }

    [Fact]
    public void Every_limit_has_its_range_tested() =>
        Ranges.Select(row => (string)row.Data.Item1).Order().ShouldBe(typeof(ProxyLimits).GetProperties().Select(property => property.Name).Order());

    [Fact]
    public void Read_Nothing_GivesTheDefaultsOfTheDocumentation()
    {
        var limits = new ProxyLimits();
        limits.RequestLineBytes.ShouldBe(8 * 1024);
        limits.HeaderBytes.ShouldBe(32 * 1024);
        limits.HeaderCount.ShouldBe(100);
        limits.BodyBytes.ShouldBe(30 * 1024 * 1024);
        limits.HeadersTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        limits.KeepAliveTimeout.ShouldBe(TimeSpan.FromSeconds(75));
        limits.BodyBytesPerSecond.ShouldBe(240);
        limits.BodyRateGrace.ShouldBe(TimeSpan.FromSeconds(5));
        limits.Connections.ShouldBe(10_000);
        limits.Http2Streams.ShouldBe(100);
        limits.Http2StreamWindowBytes.ShouldBe(64 * 1024);
        limits.Http2ConnectionWindowBytes.ShouldBe(1024 * 1024);
        limits.BackendConnectionLifetime.ShouldBe(TimeSpan.FromMinutes(2));
        new TimeoutsConfig().Connect.ShouldBe(TimeSpan.FromSeconds(3));
        new TimeoutsConfig().FirstByte.ShouldBe(TimeSpan.FromSeconds(100));
    }

    private static ProxyLimits Read(string name, string value) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new($"Canary:Proxy:Limits:{name}", value)]).Build()).Proxy.Limits;

    private static string ValueOf(ProxyLimits limits, string name) => typeof(ProxyLimits).GetProperty(name)!.GetValue(limits) switch
    {
        TimeSpan time => Duration.Format(time),
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };
}

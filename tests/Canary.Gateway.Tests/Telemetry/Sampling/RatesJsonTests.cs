using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Tests.Telemetry.Sampling;

public sealed class RatesJsonTests
{
    private static readonly ServiceRates Idle = new(0, 0, 0, new Dictionary<string, long>(), [0, 0]);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameToTwoDecimals()
    {
        var shop = new ServiceRates(12.345, 12.344, 0.501, new Dictionary<string, long> { ["stable"] = 700, ["canary"] = 41 }, [1.234, 0, 7]);

        var read = RatesJson.Read(RatesJson.Write(new Dictionary<string, ServiceRates> { ["shop"] = shop }))!["shop"];
        (read.Started, read.Ended, read.Errors).ShouldBe((12.34, 12.34, 0.5));
        read.LastMinute.OrderBy(variant => variant.Key).ShouldBe([new("canary", 41), new("stable", 700)]);
        read.Spark.ShouldBe([1.23, 0, 7]);
    }

    [Fact]
    public void Write_ServicesWithoutTraffic_SaysNothingOfThem() => RatesJson.Write(new Dictionary<string, ServiceRates> { ["shop"] = Idle }).ShouldBe("{}");

    [Fact]
    public void Write_MoreServicesThanAreTold_TellsOfTheBusiest()
    {
        var rates = Enumerable.Range(0, RatesJson.MaxServices + 10).ToDictionary(i => $"s{i}", i => Idle with { Started = i + 1 });

        var told = RatesJson.Read(RatesJson.Write(rates))!;
        told.Count.ShouldBe(RatesJson.MaxServices);
        told.Values.Min(service => service.Started).ShouldBe(11);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"shop": 1}""")]
    [InlineData("""{"shop": null}""")]
    [InlineData("""{"shop": {"s": "many"}}""")]
    public void Read_SomethingElse_IsNull(string json) => RatesJson.Read(json).ShouldBeNull();

    [Fact]
    public void Sum_OfGateways_AddsRatesAndAlignsTheLatestValues()
    {
        var one = new ServiceRates(1, 2, 1, new Dictionary<string, long> { ["stable"] = 5 }, [1, 2, 3]);
        var other = new ServiceRates(10, 20, 4, new Dictionary<string, long> { ["stable"] = 1, ["canary"] = 2 }, [30]);

        var sum = one + other;
        (sum.Started, sum.Ended, sum.ErrorRate).ShouldBe((11, 22, 5d / 22));
        sum.LastMinute.OrderBy(variant => variant.Key).ShouldBe([new("canary", 2), new("stable", 6)]);
        sum.Spark.ShouldBe([1, 2, 33]);
    }
}

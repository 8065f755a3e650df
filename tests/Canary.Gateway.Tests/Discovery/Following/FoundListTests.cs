using Canary.Core.Services;
using Canary.Gateway.Discovery.Following;

namespace Canary.Gateway.Tests.Discovery.Following;

public sealed class FoundListTests
{
    [Fact]
    public void Of_AnyOrder_IsOneList() =>
        FoundList.Of(FakeDestinations.Listed("http://b", "http://a")).Destinations.ShouldBe(FakeDestinations.Listed("http://a", "http://b"));

    [Fact]
    public void Of_OneAddressTwice_KeepsTheLargerWeight() =>
        FoundList.Of([new("http://a:80/", 1), new("http://a", 7), new("http://b")]).Destinations.ShouldBe([new("http://a", 7), new("http://b")]);

    [Theory]
    [InlineData("http://169.254.169.254", 1)]
    [InlineData("10.0.0.1:80", 1)]
    [InlineData("", 1)]
    [InlineData("http://user@a", 1)]
    [InlineData("http://c", 0)]
    [InlineData("http://c", 1001)]
    public void Of_WhatIsNotAllowed_IsLeftOutAndSaid(string address, int weight)
    {
        var found = FoundList.Of([new("http://a"), new(address, weight)]);
        found.Destinations.ShouldBe(FakeDestinations.Listed("http://a"));
        found.Refused.ShouldBe(1);
        found.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void Of_TooMany_AreCut()
    {
        var found = FoundList.Of([.. Enumerable.Range(0, 300).Select(i => new DestinationConfig($"http://host-{i:000}"))]);
        found.Destinations.Count.ShouldBe(256);
        found.Destinations[^1].Address.ShouldBe("http://host-255");
        found.Surplus.ShouldBe(44);
    }
}

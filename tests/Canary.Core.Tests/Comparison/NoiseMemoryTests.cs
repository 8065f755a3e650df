using System.Globalization;
using Canary.Core.Comparison;

namespace Canary.Core.Tests.Comparison;

public sealed class NoiseMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_LearnedPlace_IsRememberedForAnHourAfterItWasLastSeen()
    {
        var memory = new NoiseMemory();
        memory.Learn([At("/items/3/at", "/items/*/at")], Start);
        memory.Learn([At("/items/0/at", "/items/*/at")], Start.AddMinutes(30));

        memory.At(Start.AddMinutes(90)).Covers("/items/7/at").ShouldBeTrue();
        memory.At(Start.AddMinutes(90)).Covers("/items/7").ShouldBeFalse();
        memory.At(Start.AddMinutes(91)).Covers("/items/7/at").ShouldBeFalse();
        memory.Patterns.ShouldBeEmpty();
    }

    [Fact]
    public void Learn_MoreThanFits_ForgetsWhatWasNotSeenForLongest()
    {
        var memory = new NoiseMemory();
        for (var i = 0; i <= NoiseMemory.Most; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"/{i}x");
            memory.Learn([At(place, place)], Start.AddSeconds(i));
        }

        memory.Patterns.Count.ShouldBe(NoiseMemory.Most);
        memory.At(Start.AddSeconds(NoiseMemory.Most)).Covers("/0x").ShouldBeFalse();
        memory.At(Start.AddSeconds(NoiseMemory.Most)).Covers("/1x").ShouldBeTrue();
    }

    [Theory]
    [InlineData("/items/*/id", "/items/3/id", true)]
    [InlineData("/items/*/id", "/items/3/id/x", true)]
    [InlineData("/items/*/id", "/items/3", false)]
    [InlineData("/items", "/items/3/id", true)]
    [InlineData("/*", "/", false)]
    [InlineData("/", "/a/b", true)]
    [InlineData("/", "body", false)]
    [InlineData("status 200/500", "status 200/500", true)]
    [InlineData("status 200/500", "status 200/503", false)]
    public void Covers_Place_FollowsThePattern(string pattern, string place, bool expected) => PlaceSet.Of([pattern]).Covers(place).ShouldBe(expected);

    private static Difference At(string place, string pattern) => new(place, pattern, DifferenceKind.Value);
}

using Canary.Core.Services;

namespace Canary.Core.Tests.Services;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("90s", 90_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d1h1m1s1ms", 176_461_001)]
    [InlineData("0s", 0)]
    [InlineData("010s", 10_000)]
    [InlineData("PT5M", 300_000)]
    [InlineData("PT1H30M", 5_400_000)]
    [InlineData("PT0.5S", 500)]
    [InlineData("PT1.050S", 1_050)]
    [InlineData("P1D", 86_400_000)]
    [InlineData("P1DT1S", 86_401_000)]
    public void TryParse_OfEitherForm_GivesTheDuration(string text, long milliseconds)
    {
        Duration.TryParse(text, out var duration).ShouldBeTrue();
        duration.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 m")]
    [InlineData(" 5m")]
    [InlineData("-5m")]
    [InlineData("+5m")]
    [InlineData("1.5h")]
    [InlineData("5M")]
    [InlineData("5min")]
    [InlineData("5s5m")]
    [InlineData("5m5m")]
    [InlineData("5m5")]
    [InlineData("٥m")]
    [InlineData("00:05:00")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P5M")]
    [InlineData("P1W")]
    [InlineData("P1DT")]
    [InlineData("pt5m")]
    [InlineData("PT5m")]
    [InlineData("PT5M ")]
    [InlineData("PT.5S")]
    [InlineData("PT5.S")]
    [InlineData("PT1.1.1S")]
    [InlineData("PT0.0001S")]
    [InlineData("PT1.5M")]
    [InlineData("-PT5M")]
    [InlineData("99999999999999999d")]
    [InlineData("99999999999999999999999999999999999999d")]
    public void TryParse_OfAnythingElse_Refuses(string text) => Duration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1500ms")]
    [InlineData(60_000, "1m")]
    [InlineData(90_000, "90s")]
    [InlineData(100_000, "100s")]
    [InlineData(3_601_000, "1h1s")]
    [InlineData(5_400_000, "90m")]
    [InlineData(86_400_000, "1d")]
    public void Format_OfWholeMilliseconds_GivesTheShortestForm(long milliseconds, string text) =>
        Duration.Format(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(text);

    [Fact]
    public void Format_OfAnyWholeMilliseconds_IsReadBack()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var duration = TimeSpan.FromMilliseconds(random.NextInt64(1L << random.Next(1, 49)));
            Duration.TryParse(Duration.Format(duration), out var back).ShouldBeTrue();
            back.ShouldBe(duration);
        }
    }

    [Fact]
    public void Format_OfWhatHasNoForm_Throws()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Duration.Format(TimeSpan.FromTicks(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => Duration.Format(TimeSpan.FromSeconds(-1)));
    }
}

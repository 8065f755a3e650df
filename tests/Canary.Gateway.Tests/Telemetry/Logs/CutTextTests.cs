using Canary.Gateway.Telemetry.Logs;

namespace Canary.Gateway.Tests.Telemetry.Logs;

public sealed class CutTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abcd", "abcd")]
    [InlineData("abcde", "abcd…[5 characters]")]
    [InlineData("abc😀", "abc…[5 characters]")]
    [InlineData("ab😀e", "ab😀…[5 characters]")]
    public void To_FourCharacters_KeepsThoseAndSaysHowManyThereWere(string text, string expected) => CutText.To(text, 4).ShouldBe(expected);
}

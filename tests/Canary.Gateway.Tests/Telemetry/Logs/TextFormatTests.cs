using Canary.Gateway.Telemetry.Logs;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Telemetry.Logs;

public sealed class TextFormatTests
{
    [Fact]
    public void Write_Event_IsALineForPeople()
    {
        using var capture = new LineCapture(LogFormat.Text);
        capture.Loggers.CreateLogger("Some.Category").LogWarning(new EventId(7), new InvalidOperationException("no luck"), "All is {State}", "well");

        capture.Finish().Single().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Some\.Category\[7\] All is well System\.InvalidOperationException: no luck$");
    }

    [Theory]
    [MemberData(nameof(HostileText.All), MemberType = typeof(HostileText))]
    public void Write_HostileValue_StaysOneLineWithoutControlCharacters(string value)
    {
        using var capture = new LineCapture(LogFormat.Text);
        capture.Loggers.CreateLogger("x").LogWarning(new InvalidOperationException(value), "{Value}", value);

        var line = capture.Finish().ShouldHaveSingleItem();
        line.ShouldAllBe(c => !char.IsControl(c) && c != '\u2028' && c != '\u2029');
        line.Length.ShouldBeLessThan(200_000);
    }
}

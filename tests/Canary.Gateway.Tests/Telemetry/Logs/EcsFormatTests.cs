using System.Text.Json;
using Canary.TestKit.Ecs;
using Microsoft.Extensions.Logging;

namespace Canary.Gateway.Tests.Telemetry.Logs;

public sealed partial class EcsFormatTests
{
    [Fact]
    public void Write_EventWithValuesAndException_HasEachInItsField()
    {
        using var capture = new LineCapture();
        var thrown = Should.Throw<InvalidOperationException>(() => throw new InvalidOperationException("no luck"));
        Log.Sample(capture.Loggers.CreateLogger("Some.Category"), 12, "http://127.0.0.1:1", thrown);

        var line = capture.Finish().ShouldHaveSingleItem();
        EcsSchema.Check(line).ShouldBeEmpty();
        var json = JsonDocument.Parse(line).RootElement;
        Text(json, "log.level").ShouldBe("warn");
        Text(json, "log.logger").ShouldBe("Some.Category");
        Text(json, "message").ShouldBe("Revision 12 of 'http://127.0.0.1:1' is odd");
        Text(json, "event.code").ShouldBe("4711");
        Text(json, "event.action").ShouldBe("Sample");
        Text(json, "service.name").ShouldBe("canary-gateway");
        Text(json, "service.version").ShouldBe("1.2.3");
        Text(json, "service.node.name").ShouldBe("under-test");
        Text(json, "labels.revision").ShouldBe("12");
        Text(json, "labels.proxy_url").ShouldBe("http://127.0.0.1:1");
        Text(json, "error.type").ShouldBe("System.InvalidOperationException");
        Text(json, "error.message").ShouldBe("no luck");
        Text(json, "error.stack_trace").ShouldContain(nameof(EcsFormatTests));
        DateTimeOffset.Parse(Text(json, "@timestamp")).ShouldBeInRange(TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [MemberData(nameof(HostileText.All), MemberType = typeof(HostileText))]
    public void Write_HostileValue_StaysOneValidLineThatSaysIt(string value)
    {
        using var capture = new LineCapture();
        var logger = capture.Loggers.CreateLogger(value.Length > 100 ? "Long" : value);
        Log.Sample(logger, 1, value, new InvalidOperationException(value));
        Log.Sample(logger, 2, "after", null!);

        var lines = capture.Finish();
        lines.Count.ShouldBe(2);
        lines.SelectMany(EcsSchema.Check).ShouldBeEmpty();
        var label = Text(JsonDocument.Parse(lines[0]).RootElement, "labels.proxy_url");
        var said = value.Replace('\ud800', '\ufffd').Replace('\udc00', '\ufffd');
        if (value.Length < 1_000)
        {
            label.ShouldBe(value.Contains("half", StringComparison.Ordinal) ? said : value);
        }
        else
        {
            label.ShouldEndWith($"…[{value.Length} characters]");
            lines[0].Length.ShouldBeLessThan(200_000);
        }
    }

    [Theory]
    [InlineData(LogLevel.Trace, "trace")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "fatal")]
    public void Write_Level_IsNamedAsElasticDoes(LogLevel level, string expected)
    {
        using var capture = new LineCapture();
        capture.Loggers.CreateLogger("x").Log(level, "y");
        Text(JsonDocument.Parse(capture.Finish().Single()).RootElement, "log.level").ShouldBe(expected);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static partial class Log
    {
        [LoggerMessage(4711, LogLevel.Warning, "Revision {Revision} of '{ProxyUrl}' is odd")]
        public static partial void Sample(ILogger logger, int revision, string proxyUrl, Exception exception);
    }
}

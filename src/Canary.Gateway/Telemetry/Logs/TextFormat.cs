using System.Buffers;
using System.Globalization;
using System.Text;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>Events as lines for people, as <c>2026-11-22T10:00:00.000Z info: Canary.Gateway.Hosting.GatewayApplication[1502] Stopped</c>.</summary>
internal sealed class TextFormat : ILineFormat
{
    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> line, scoped in LogEvent entry)
    {
        var text = new StringBuilder(256);
        text.Append(CultureInfo.InvariantCulture, $"{entry.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(entry.Level)}: {entry.Category}[{entry.Id.Id}] ");
        AppendOneLine(text, CutText.To(entry.Message, CutText.Message));
        if (entry.Exception is not null)
        {
            text.Append(' ');
            AppendOneLine(text, CutText.To(entry.Exception.ToString(), CutText.Stack));
        }

        text.Append('\n');
        Encoding.UTF8.GetBytes(text.ToString(), line);
    }

    private static void AppendOneLine(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            if (c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029')
            {
                text.Append(' ');
            }
            else if (char.IsControl(c))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}

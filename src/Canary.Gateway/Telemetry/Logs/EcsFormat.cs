using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>Events as JSON in the Elastic Common Schema, ready for Elasticsearch as they are.</summary>
/// <remarks>Names have dots in place of nested objects, which Elasticsearch takes for the same and people can search for.</remarks>
/// <param name="version">The gateway's version.</param>
/// <param name="instance">How the gateway names itself.</param>
internal sealed class EcsFormat(string version, string instance) : ILineFormat
{
    /// <summary>The version of the schema.</summary>
    public const string SchemaVersion = "9.4.0";

    // Leaves quotes and umlauts readable, as nobody puts a log line into HTML; control characters and line separators are escaped all the same.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _writerOfThisThread;

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> line, scoped in LogEvent entry)
    {
        var json = _writerOfThisThread ??= new Utf8JsonWriter(line, Options);
        json.Reset(line);
        json.WriteStartObject();
        json.WriteString("@timestamp", entry.At.UtcDateTime);
        json.WriteString("log.level", NameOf(entry.Level));
        json.WriteString("message", CutText.To(entry.Message, CutText.Message));
        json.WriteString("ecs.version", SchemaVersion);
        json.WriteString("log.logger", entry.Category);
        json.WriteString("service.name", "canary-gateway");
        json.WriteString("service.version", version);
        json.WriteString("service.node.name", instance);
        if (entry.Id.Id != 0)
        {
            json.WriteString("event.code", entry.Id.Id.ToString(CultureInfo.InvariantCulture));
        }

        WriteState(json, entry);
        WriteError(json, entry.Exception);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
    }

    private static void WriteState(Utf8JsonWriter json, in LogEvent entry)
    {
        if (entry.State is IEcsFields fields)
        {
            fields.WriteTo(json);
            return;
        }

        json.WriteString("event.kind", "event");
        if (entry.Id.Name is { } name)
        {
            json.WriteString("event.action", name);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
        {
            json.WriteString("trace.id", span.TraceId.ToHexString());
            json.WriteString("span.id", span.SpanId.ToHexString());
        }

        if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            LabelFields.Write(json, values);
        }
    }

    private static void WriteError(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is not null)
        {
            json.WriteString("error.type", exception.GetType().FullName);
            json.WriteString("error.message", CutText.To(exception.Message, CutText.Message));
            json.WriteString("error.stack_trace", CutText.To(exception.ToString(), CutText.Stack));
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Notifications.Sinks;

/// <summary>Reads and writes sinks as JSON documents, for the admin API, files and the store alike.</summary>
internal static class SinkDocument
{
    /// <summary>What stands for a secret in answers; a sink that is written with it keeps the secret that it has.</summary>
    public const string HiddenSecret = "***";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads and validates a document. Every error is reported.</summary>
    /// <param name="utf8Json">The JSON object.</param>
    /// <param name="name">The name that it must have, and gets where it has none; null: it must say it.</param>
    /// <param name="known">The sink as it is, for secrets that are not said again; null: there is none.</param>
    public static DocumentResult<SinkConfig> Read(ReadOnlyMemory<byte> utf8Json, string? name, SinkConfig? known = null)
    {
        var errors = new DocumentErrors();
        using var json = ServiceDocument.Parse(utf8Json, errors);
        return json is null ? DocumentResult<SinkConfig>.Invalid(errors.ToList()) : Read(json.RootElement, name, known);
    }

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte}, string?, SinkConfig?)"/>
    public static DocumentResult<SinkConfig> Read(JsonElement json, string? name, SinkConfig? known = null) => Read(json, name, known, []);

    /// <summary>Reads and validates a parsed document that may have further fields, which somebody else reads.</summary>
    public static DocumentResult<SinkConfig> Read(JsonElement json, string? name, SinkConfig? known, params ReadOnlySpan<string> besides)
    {
        var errors = new DocumentErrors();
        var sink = SinkReader.Read(new DocumentCursor("", json, errors), name, known, besides);
        if (errors.None)
        {
            SinkChecks.Check(sink, errors);
        }

        return errors.None ? DocumentResult<SinkConfig>.Valid(sink) : DocumentResult<SinkConfig>.Invalid(errors.ToList());
    }

    /// <summary>The document as it is stored.</summary>
    public static string Write(SinkConfig sink)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            WriteFields(writer, sink, showsSecrets: true);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the fields into an object that <paramref name="writer"/> has begun.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="showsSecrets">Whether secrets are written; else <see cref="HiddenSecret"/>, and no password in the URL.</param>
    public static void WriteFields(Utf8JsonWriter writer, SinkConfig sink, bool showsSecrets)
    {
        writer.WriteString("name", sink.Name);
        writer.WriteString("type", EnumNames<SinkKind>.Of(sink.Type));
        writer.WriteString("url", showsSecrets ? sink.Url : SinkUrl.WithoutSecrets(sink));
        WriteList(writer, "secrets", showsSecrets ? sink.Secrets : [.. sink.Secrets.Select(_ => HiddenSecret)]);
        writer.WriteStartObject("filter");
        WriteList(writer, "services", sink.Services);
        WriteList(writer, "events", sink.Events);
        writer.WriteEndObject();
        writer.WriteBoolean("enabled", sink.IsEnabled);
        if (sink.Type == SinkKind.RabbitMq)
        {
            writer.WriteStartObject("rabbitMq");
            writer.WriteString("exchange", sink.Exchange);
            writer.WriteString("routingKey", sink.RoutingKey);
            writer.WriteEndObject();
        }

        if (sink.Owner is { } owner)
        {
            writer.WriteStartObject("owner");
            writer.WriteString("file", owner.File);
            writer.WriteString("hash", owner.Hash);
            writer.WriteBoolean("allowsApiChanges", owner.AllowsApiChanges);
            writer.WriteEndObject();
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}

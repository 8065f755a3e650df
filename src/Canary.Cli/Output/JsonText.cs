using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Canary.Cli.Output;

/// <summary>JSON as people read it: indented, and with letters of all languages as they are.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value over several lines.</summary>
    public static string Of(JsonElement json) => Write(json.WriteTo, Indented);

    /// <summary>A value in one line.</summary>
    public static string LineOf(JsonElement json) => Write(json.WriteTo, OneLine);

    /// <summary>What <paramref name="write"/> writes, as a value.</summary>
    public static JsonElement Element(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(Write(write, OneLine));
        return document.RootElement.Clone();
    }

    private static string Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}

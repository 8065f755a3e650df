using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Writes a document of one object into bytes.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The UTF-8 bytes of an object with the fields that <paramref name="writeFields"/> writes.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writeFields(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}

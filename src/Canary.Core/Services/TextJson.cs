using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Writes lists and objects of texts.</summary>
internal static class TextJson
{
    /// <summary>Writes a list.</summary>
    public static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes an object.</summary>
    public static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        writer.WritePropertyName(name);
        WriteMap(writer, texts);
    }

    /// <summary>Writes an object without a name.</summary>
    public static void WriteMap(Utf8JsonWriter writer, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        writer.WriteStartObject();
        foreach (var (key, text) in texts)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an object, or nothing where it would be empty.</summary>
    public static void WriteMapIfAny(Utf8JsonWriter writer, string name, IReadOnlyList<KeyValuePair<string, string>> texts)
    {
        if (texts.Count > 0)
        {
            WriteMap(writer, name, texts);
        }
    }
}

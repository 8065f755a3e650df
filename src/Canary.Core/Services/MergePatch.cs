using System.Buffers;
using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>JSON merge patch (RFC 7396): objects are merged field by field, null removes a field, everything else replaces.</summary>
public static class MergePatch
{
    /// <summary>Applies a patch.</summary>
    /// <param name="target">What is changed; a value that is no object counts as an empty one where the patch is an object.</param>
    /// <param name="patch">The change, without fields given twice.</param>
    /// <returns>The changed value: fields of the target first, in their order, then new ones.</returns>
    public static JsonElement Apply(JsonElement target, JsonElement patch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, target, patch);
        }

        using var merged = JsonDocument.Parse(buffer.WrittenMemory);
        return merged.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        if (target.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in target.EnumerateObject())
            {
                if (!patch.TryGetProperty(field.Name, out var change))
                {
                    field.WriteTo(writer);
                }
                else if (change.ValueKind != JsonValueKind.Null)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value, change);
                }
            }
        }

        foreach (var field in patch.EnumerateObject())
        {
            var isNew = target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(field.Name, out _);
            if (isNew && field.Value.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(field.Name);
                Write(writer, default, field.Value);
            }
        }

        writer.WriteEndObject();
    }
}

using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Writes what makes a user recognisable: a single source as an object, else a list of them.</summary>
internal static class StickyJson
{
    /// <summary>Writes the field.</summary>
    public static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<StickySourceConfig> sources)
    {
        writer.WritePropertyName(name);
        if (sources.Count == 1)
        {
            WriteSource(writer, sources[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var source in sources)
        {
            WriteSource(writer, source);
        }

        writer.WriteEndArray();
    }

    private static void WriteSource(Utf8JsonWriter writer, StickySourceConfig source)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(EnumNames<StickyKind>.Of(source.Kind));
        if (source.Kind == StickyKind.Ip)
        {
            writer.WriteBooleanValue(true);
        }
        else
        {
            writer.WriteStringValue(source.Name);
        }

        writer.WriteEndObject();
    }
}

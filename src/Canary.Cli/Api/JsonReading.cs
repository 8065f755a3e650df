using System.Globalization;
using System.Text.Json;

namespace Canary.Cli.Api;

/// <summary>Reads answers without insisting on fields: what is not there is undefined, and shown as nothing.</summary>
internal static class JsonReading
{
    /// <summary>A field, or one below by a path as <c>step.number</c>; undefined where it is not there.</summary>
    public static JsonElement Find(this JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return default;
            }
        }

        return json;
    }

    /// <summary>The items of a list; none where it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json) => json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [];

    /// <summary>The fields of an object; none where it is none.</summary>
    public static IEnumerable<JsonProperty> FieldsOf(this JsonElement json) => json.ValueKind == JsonValueKind.Object ? json.EnumerateObject() : [];

    /// <summary>A text or a number as text; null where it is neither.</summary>
    public static string? Text(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
        _ => null,
    };

    /// <summary>The text of a field, or nothing.</summary>
    public static string TextOf(this JsonElement json, string path) => json.Find(path).Text() ?? "";

    /// <summary>Whether a field is true.</summary>
    public static bool Is(this JsonElement json, string path) => json.Find(path).ValueKind == JsonValueKind.True;

    /// <summary>A whole number; null where it is none.</summary>
    public static long? Number(this JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? number : null;

    /// <summary>A time to the second, as <c>2026-11-28T10:31:12Z</c>, or nothing.</summary>
    public static string TimeOf(this JsonElement json, string path) =>
        json.Find(path) is { ValueKind: JsonValueKind.String } time && time.TryGetDateTimeOffset(out var at)
            ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "";
}

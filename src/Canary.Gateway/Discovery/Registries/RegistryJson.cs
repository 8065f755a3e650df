using System.Text.Json;

namespace Canary.Gateway.Discovery.Registries;

/// <summary>How strictly answers are read: what is missing, null or of another type where it must not be is an error; what is unknown is passed over.</summary>
internal static class RegistryJson
{
    /// <summary>Names begin with a capital, as in <c>Port</c>.</summary>
    public static readonly JsonSerializerOptions Capital = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 32,
    };

    /// <summary>Names begin small, as in <c>port</c>.</summary>
    public static readonly JsonSerializerOptions Small = new(Capital) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonException">It is not in this form, or null.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(json, options) ?? throw new JsonException("null", "$", null, null);

    /// <summary>The items of a list, none of which may be null.</summary>
    /// <exception cref="JsonException">One is.</exception>
    public static IEnumerable<T> Items<T>(IReadOnlyList<T?> items, string path)
        where T : class
    {
        for (var i = 0; i < items.Count; i++)
        {
            yield return items[i] ?? throw new JsonException("null", $"{path}[{i}]", null, null);
        }
    }

    /// <summary>Whether a map says all that is wanted.</summary>
    public static bool Says(IReadOnlyDictionary<string, string?>? map, IReadOnlyList<KeyValuePair<string, string>> wanted) =>
        wanted.All(pair => map is not null && map.TryGetValue(pair.Key, out var text) && text == pair.Value);
}

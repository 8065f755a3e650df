using System.Text.Json;

namespace Canary.EndToEnd.Docs;

/// <summary>Holds a sample of an answer to its schema in the API's description: no name that the schema does not have, and the right kind of value under each.</summary>
internal static class AnswerShape
{
    /// <summary>What in a sample the schema does not have. What the sample leaves out is no problem.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="schema">The schema's name.</param>
    /// <param name="description">The API's description.</param>
    public static IReadOnlyList<string> Problems(JsonElement sample, string schema, JsonElement description) =>
        description.GetProperty("components").GetProperty("schemas").TryGetProperty(schema, out var found)
            ? Problems(sample, found, description, "")
            : [$"{schema} is no schema of the API's description"];

    private static IReadOnlyList<string> Problems(JsonElement sample, JsonElement schema, JsonElement description, string at)
    {
        if (Reference(schema, description) is { } meant)
        {
            return Problems(sample, meant, description, at);
        }

        if (Choices(schema) is { } choices)
        {
            return choices.Select(choice => Problems(sample, choice, description, at)).MinBy(problems => problems.Count)!;
        }

        return sample.ValueKind switch
        {
            JsonValueKind.Object => [.. sample.EnumerateObject().SelectMany(field => ProblemsOf(field, schema, description, $"{at}.{field.Name}"))],
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => [.. sample.EnumerateArray().SelectMany(item => Problems(item, items, description, $"{at}[]"))],
            JsonValueKind.Array => [$"{at} is no list"],
            JsonValueKind.String => Kind(schema, at, "string"),
            JsonValueKind.Number => Kind(schema, at, "number", "integer"),
            JsonValueKind.True or JsonValueKind.False => Kind(schema, at, "boolean"),
            _ => [],
        };
    }

    private static IReadOnlyList<string> ProblemsOf(JsonProperty field, JsonElement schema, JsonElement description, string at)
    {
        var kinds = Whole(schema, description).ToList();
        foreach (var kind in kinds)
        {
            if (kind.TryGetProperty("properties", out var properties) && properties.TryGetProperty(field.Name, out var one))
            {
                return Problems(field.Value, one, description, at);
            }
        }

        foreach (var kind in kinds)
        {
            if (kind.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object)
            {
                return Problems(field.Value, any, description, at);
            }
        }

        return [$"{at} is not in the schema"];
    }

    // A schema and all that it consists of.
    private static IEnumerable<JsonElement> Whole(JsonElement schema, JsonElement description)
    {
        yield return Reference(schema, description) ?? schema;
        if ((Reference(schema, description) ?? schema).TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray().SelectMany(part => Whole(part, description)))
            {
                yield return part;
            }
        }
    }

    private static JsonElement? Reference(JsonElement schema, JsonElement description)
    {
        if (!schema.TryGetProperty("$ref", out var reference))
        {
            return null;
        }

        return reference.GetString()!.Split('/').Skip(1).Aggregate(description, (at, step) => at.GetProperty(step));
    }

    private static IReadOnlyList<JsonElement>? Choices(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var choices) ? [.. choices.EnumerateArray()] : null;

    private static IReadOnlyList<string> Kind(JsonElement schema, string at, params string[] kinds) =>
        !schema.TryGetProperty("type", out var type)
        || (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!]).Intersect(kinds).Any()
            ? []
            : [$"{at} is no {kinds[0]} by the schema"];
}

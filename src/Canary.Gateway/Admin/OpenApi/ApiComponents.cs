using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Canary.Gateway.Admin.OpenApi;

/// <summary>The schemas, parameters and headers of the API description, as written in <c>components.json</c> and <c>components.*.json</c>: documents are read by hand-written readers, so no type could be asked for them.</summary>
internal static class ApiComponents
{
    private const string Prefix = "Canary.Gateway.Admin.OpenApi.components.";

    /// <summary>Reads them; each caller gets its own.</summary>
    /// <exception cref="InvalidOperationException">A file is not a valid description, or two have the same name.</exception>
    public static OpenApiComponents Read()
    {
        var assembly = typeof(ApiComponents).Assembly;
        var whole = Parse(Prefix + "json");
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name != Prefix + "json"))
        {
            Add(Parse(resource), whole);
        }

        var result = OpenApiDocument.Parse(whole.ToJsonString(), "json");
        return result.Diagnostic?.Errors is { Count: > 0 } errors
            ? throw new InvalidOperationException($"The components of the API description are not valid: {errors[0]}")
            : result.Document!.Components!;
    }

    private static JsonObject Parse(string resource)
    {
        using var stream = typeof(ApiComponents).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is missing in the assembly.");
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static void Add(JsonObject part, JsonObject whole)
    {
        foreach (var (kind, named) in part["components"]!.AsObject())
        {
            foreach (var (name, component) in named!.AsObject())
            {
                if (!whole["components"]![kind]!.AsObject().TryAdd(name, component!.DeepClone()))
                {
                    throw new InvalidOperationException($"The API description has two {kind} of the name '{name}'.");
                }
            }
        }
    }
}

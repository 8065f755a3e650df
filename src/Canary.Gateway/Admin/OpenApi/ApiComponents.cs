using Microsoft.OpenApi;

namespace Canary.Gateway.Admin.OpenApi;

/// <summary>The schemas, parameters and headers of the API description, as written in <c>components.json</c>: documents are read by hand-written readers, so no type could be asked for them.</summary>
internal static class ApiComponents
{
    private const string Resource = "Canary.Gateway.Admin.OpenApi.components.json";

    /// <summary>Reads them; each caller gets its own.</summary>
    /// <exception cref="InvalidOperationException">The file is not a valid description.</exception>
    public static OpenApiComponents Read()
    {
        using var stream = typeof(ApiComponents).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing in the assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        memory.Position = 0;
        var result = OpenApiDocument.Load(memory, "json");
        return result.Diagnostic?.Errors is { Count: > 0 } errors
            ? throw new InvalidOperationException($"{Resource} is not valid: {errors[0]}")
            : result.Document!.Components!;
    }
}

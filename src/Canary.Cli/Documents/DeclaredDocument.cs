using System.Text.Json;
using Canary.Cli.Output;
using Canary.Core.Services;
using Canary.Core.Yaml;

namespace Canary.Cli.Documents;

/// <summary>A document of a file, as the gateway's import folder takes it.</summary>
/// <param name="Kind">What it declares.</param>
/// <param name="NamesKind">Whether it says so itself.</param>
/// <param name="Yaml">What it holds, with the line of each value.</param>
/// <param name="Path">The file.</param>
internal sealed record DeclaredDocument(DocumentKind Kind, bool NamesKind, YamlDocument Yaml, string Path)
{
    /// <summary>What it holds.</summary>
    public JsonElement Json => Yaml.Json;

    /// <summary>What it holds, without some of its fields.</summary>
    public JsonElement Without(params string[] fields) => JsonText.Element(writer =>
    {
        writer.WriteStartObject();
        foreach (var field in Json.EnumerateObject().Where(field => !fields.Contains(field.Name)))
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>Problems, each with file and line.</summary>
    public IEnumerable<string> Problems(IEnumerable<DocumentError> errors) =>
        errors.Select(error => $"{Path}:{Yaml.LineOf(error.Path)}: {(error.Path.Length == 0 ? "the document" : error.Path + ":")} {error.Message}");
}

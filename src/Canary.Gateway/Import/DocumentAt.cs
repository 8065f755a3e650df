using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Yaml;

namespace Canary.Gateway.Import;

/// <summary>A document that is being read, and where it stands: what is wrong with it is told by file and line.</summary>
/// <param name="Document">The document.</param>
/// <param name="Path">The file, with its folder.</param>
/// <param name="Source">Its source, as it is kept.</param>
/// <param name="Problems">Where lines about problems go.</param>
internal sealed record DocumentAt(YamlDocument Document, string Path, DocumentSource Source, List<string> Problems)
{
    /// <summary>What it holds.</summary>
    public JsonElement Json => Document.Json;

    /// <summary>File and line of a field.</summary>
    public string PlaceOf(string field) => $"{Path}:{Document.LineOf(field)}";

    /// <summary>Tells of a problem with a field; the empty field is the document.</summary>
    public void Report(string field, string message) => Problems.Add($"{PlaceOf(field)}: {(field.Length == 0 ? "the document" : $"{field}:")} {message}");

    /// <summary>Tells of each error.</summary>
    public void Report(IEnumerable<DocumentError> errors)
    {
        foreach (var error in errors)
        {
            Report(error.Path, error.Message);
        }
    }
}

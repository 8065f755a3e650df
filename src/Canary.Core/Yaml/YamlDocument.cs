using System.Text.Json;

namespace Canary.Core.Yaml;

/// <summary>One document of a YAML file, as JSON.</summary>
/// <param name="Json">What it holds.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Lines">Where each value begins, by its path as <c>variants.canary.destinations[0]</c>.</param>
internal sealed record YamlDocument(JsonElement Json, int Line, IReadOnlyDictionary<string, int> Lines)
{
    /// <summary>The line of a value, or of the closest one around it that is there.</summary>
    public int LineOf(string path)
    {
        while (path.Length > 0)
        {
            if (Lines.TryGetValue(path, out var line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.AsSpan().LastIndexOfAny('.', '['))];
        }

        return Line;
    }
}

/// <summary>What a YAML file holds.</summary>
/// <param name="Documents">Its documents that could be read, empty ones left out.</param>
/// <param name="Problems">What is wrong, one line each, beginning with <c>file:line:</c>.</param>
internal sealed record YamlFile(IReadOnlyList<YamlDocument> Documents, IReadOnlyList<string> Problems);

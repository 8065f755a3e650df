using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>The known fields of an object in a document.</summary>
/// <param name="owner">The object.</param>
/// <param name="fields">Those that are there.</param>
internal sealed class DocumentFields(DocumentCursor owner, Dictionary<string, DocumentCursor> fields)
{
    /// <summary>Whether the field is there.</summary>
    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>Reads a field that must be there.</summary>
    public T Required<T>(string name, Func<DocumentCursor, T> read, T standIn)
    {
        if (fields.TryGetValue(name, out var value))
        {
            return read(value);
        }

        // Where the owner is no object at all, that was said already.
        if (owner.Element.ValueKind == JsonValueKind.Object)
        {
            owner.Errors.Add(owner.Path.Length == 0 ? name : $"{owner.Path}.{name}", "is required, but missing.");
        }

        return standIn;
    }

    /// <summary>Reads a field that may be left out.</summary>
    public T Optional<T>(string name, Func<DocumentCursor, T> read, T otherwise) =>
        fields.TryGetValue(name, out var value) ? read(value) : otherwise;
}

using System.Text.Json;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Collects the documents of a folder by kind, and sees to what they must not have in common: names, and places of services.</summary>
internal sealed class ImportReader
{
    private static readonly string[] Kinds = [ImportKinds.Service];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<ImportedService> _services = [];

    /// <summary>What is wrong, one line each, beginning with the file and the line.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Adds a document, or what is wrong with it.</summary>
    public void Add(YamlDocument document, string path)
    {
        var at = new DocumentAt(document, path, DocumentSource.Of(path, document.Json), Problems);
        var errors = new DocumentErrors();
        var kind = ReadKind(new DocumentCursor("", document.Json, errors));
        at.Report(errors.ToList());
        switch (kind)
        {
            case ImportKinds.Service:
                AddService(at);
                break;
        }
    }

    /// <summary>What was read.</summary>
    public ImportResult Finish() => new(new ImportSet(_services), Problems);

    private static string ReadKind(DocumentCursor at)
    {
        if (at.Element.ValueKind != JsonValueKind.Object || !at.Element.TryGetProperty("kind", out var kind))
        {
            return ImportKinds.Service;
        }

        var cursor = new DocumentCursor("kind", kind, at.Errors);
        return kind.ValueKind == JsonValueKind.String && Kinds.Contains(kind.GetString()) ? kind.GetString()! : cursor.Refuse($"one of {string.Join(", ", Kinds)}", "");
    }

    private void AddService(DocumentAt at)
    {
        if (ServiceImportReader.Read(at) is not { } imported)
        {
            return;
        }

        var service = imported.Service;
        if (!_names.TryAdd(service.Name, at.PlaceOf("name")))
        {
            at.Report("name", $"'{service.Name}' is in {_names[service.Name]} already.");
            return;
        }

        foreach (var place in MatchKeys.Of(service.Match))
        {
            if (!_places.TryAdd(place, $"'{service.Name}' in {at.PlaceOf("name")}"))
            {
                at.Report("match", $"'{place}' (host|path) is taken by service {_places[place]} already.");
            }
        }

        _services.Add(imported);
    }
}

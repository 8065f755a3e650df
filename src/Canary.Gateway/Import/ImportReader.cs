using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Yaml;
using Canary.Gateway.Addressing;

namespace Canary.Gateway.Import;

/// <summary>Collects the documents of a folder by kind, and sees to what they must not have in common: names, and places of services.</summary>
internal sealed class ImportReader(AddressPolicy addresses)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<ImportedService> _services = [];
    private readonly List<DocumentAt> _rollouts = [];
    private readonly Dictionary<string, string> _sinkNames = new(StringComparer.Ordinal);
    private readonly List<ImportedSink> _sinks = [];

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
            case ImportKinds.Rollout:
                // Read at the end, when its service is known.
                _rollouts.Add(at);
                break;
            case ImportKinds.Sink:
                AddSink(at);
                break;
        }
    }

    /// <summary>What was read.</summary>
    public ImportResult Finish()
    {
        // Where anything is wrong, the service of a rollout may be in what could not be read.
        var isComplete = Problems.Count == 0;
        var services = _services.ToDictionary(imported => imported.Service.Name, imported => imported.Service, StringComparer.Ordinal);
        var rollouts = new List<ImportedRollout>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var at in _rollouts)
        {
            if (RolloutImportReader.Read(at, services.GetValueOrDefault, isComplete, addresses) is not { } rollout)
            {
                continue;
            }

            if (!places.TryAdd(rollout.Service, at.PlaceOf("service")))
            {
                at.Report("service", $"'{rollout.Service}' has a rollout in {places[rollout.Service]} already.");
            }

            rollouts.Add(rollout);
        }

        return new ImportResult(new ImportSet(_services, rollouts, _sinks), Problems);
    }

    private static string ReadKind(DocumentCursor at)
    {
        if (!at.Element.TryFind("kind", out var kind))
        {
            return ImportKinds.Service;
        }

        return kind.ValueKind == JsonValueKind.String && ImportKinds.All.Contains(kind.GetString())
            ? kind.GetString()!
            : new DocumentCursor("kind", kind, at.Errors).Refuse($"one of {string.Join(", ", ImportKinds.All)}", "");
    }

    private void AddSink(DocumentAt at)
    {
        if (SinkImportReader.Read(at, addresses) is not { } imported)
        {
            return;
        }

        var name = imported.Sink.Name;
        if (!_sinkNames.TryAdd(name, at.PlaceOf("name")))
        {
            at.Report("name", $"'{name}' is in {_sinkNames[name]} already.");
        }

        _sinks.Add(imported);
    }

    private void AddService(DocumentAt at)
    {
        if (ServiceImportReader.Read(at, addresses) is not { } imported)
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

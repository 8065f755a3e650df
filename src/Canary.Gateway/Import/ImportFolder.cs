using System.Text;
using Canary.Core.Services;

namespace Canary.Gateway.Import;

/// <summary>Reads the YAML files of a folder: <c>*.yaml</c> and <c>*.yml</c>, in the order of their names, each with one or several services.</summary>
internal static class ImportFolder
{
    /// <summary>The most bytes that a file may have.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all files. Every problem in every file is told, not only the first.</summary>
    /// <param name="folder">The folder; folders in it are not looked into.</param>
    public static ImportResult Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new ImportResult([], [$"Canary:Import: the folder '{folder}' does not exist."]);
        }

        var read = new ReadServices();
        var files = Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".yaml" or ".yml");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            ReadFile(file, read);
        }

        return new ImportResult(read.Services, read.Problems);
    }

    private static void ReadFile(string file, ReadServices read)
    {
        string text;
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
            {
                read.Problems.Add($"{file}: has more than {MaxFileBytes} bytes, which is the most allowed.");
                return;
            }

            text = File.ReadAllText(file, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            read.Problems.Add($"{file}: is not UTF-8.");
            return;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            read.Problems.Add($"{file}: cannot be read: {problem.Message}");
            return;
        }

        var yaml = YamlDocuments.Read(text, file);
        read.Problems.AddRange(yaml.Problems);
        foreach (var document in yaml.Documents)
        {
            read.Add(document, file);
        }
    }

    /// <summary>The services read so far, and who took which name and place.</summary>
    private sealed class ReadServices
    {
        private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

        public List<ImportedService> Services { get; } = [];

        public List<string> Problems { get; } = [];

        public void Add(YamlDocument document, string file)
        {
            var result = ServiceDocument.Read(document.Json);
            Problems.AddRange(result.Errors.Select(error =>
                $"{file}:{document.LineOf(error.Path)}: {(error.Path.Length == 0 ? "the document" : $"{error.Path}:")} {error.Message}"));
            if (result.Value is not { } service)
            {
                return;
            }

            var line = document.LineOf("name");
            if (!_names.TryAdd(service.Name, $"{file}:{line}"))
            {
                Problems.Add($"{file}:{line}: name: '{service.Name}' is in {_names[service.Name]} already.");
                return;
            }

            foreach (var place in MatchKeys.Of(service.Match))
            {
                if (!_places.TryAdd(place, $"'{service.Name}' in {file}:{line}"))
                {
                    Problems.Add($"{file}:{document.LineOf("match")}: match: '{place}' (host|path) is taken by service {_places[place]} already.");
                }
            }

            Services.Add(new ImportedService(service, file));
        }
    }
}

/// <summary>What a folder holds.</summary>
/// <param name="Services">Its services, in the order in which they were read.</param>
/// <param name="Problems">What is wrong, one line each, beginning with the file and the line. Where there are any, nothing should be imported.</param>
internal sealed record ImportResult(IReadOnlyList<ImportedService> Services, IReadOnlyList<string> Problems);

/// <summary>A service and the file that it comes from.</summary>
internal sealed record ImportedService(ServiceConfig Service, string File);

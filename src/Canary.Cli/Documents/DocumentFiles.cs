using System.Text;
using System.Text.Json;
using Canary.Cli.Running;
using Canary.Core.Services;
using Canary.Core.Yaml;

namespace Canary.Cli.Documents;

/// <summary>Reads documents from files, folders and standard input: YAML, or JSON, which YAML includes. Several may be in one file.</summary>
internal static class DocumentFiles
{
    private const long MaxBytes = 64 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all of them.</summary>
    /// <param name="paths">Files; folders, of which their <c>.yaml</c>, <c>.yml</c> and <c>.json</c> are read; <c>-</c>.</param>
    /// <param name="standardInput">What <c>-</c> stands for.</param>
    /// <exception cref="CommandException">Something can't be read; every problem is told with file and line.</exception>
    public static IReadOnlyList<DeclaredDocument> Read(IEnumerable<string> paths, TextReader standardInput)
    {
        var documents = new List<DeclaredDocument>();
        var problems = new List<string>();
        foreach (var path in paths.SelectMany(FilesOf))
        {
            var name = path == "-" ? "standard input" : path;
            var file = Parse(ReadText(path, standardInput), name);
            problems.AddRange(file.Problems);
            foreach (var document in file.Documents)
            {
                Add(document, name, documents, problems);
            }
        }

        return problems.Count > 0 ? throw Wrong(problems)
            : documents.Count == 0 ? throw CommandException.Invalid($"There is no document in {string.Join(", ", paths)}.")
            : documents;
    }

    /// <summary>The text of a file, or of standard input.</summary>
    public static string ReadText(string path, TextReader standardInput)
    {
        if (path == "-")
        {
            return standardInput.ReadToEnd();
        }

        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? throw CommandException.Invalid($"'{path}' has more than {MaxBytes} bytes, which is the most allowed.")
                : File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            throw CommandException.Invalid($"'{path}' is not UTF-8.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.Invalid($"'{path}' can't be read: {problem.Message}");
        }
    }

    /// <summary>Says that documents are wrong.</summary>
    public static CommandException Wrong(IReadOnlyList<string> problems) =>
        CommandException.Invalid($"{(problems.Count == 1 ? "One thing is" : $"{problems.Count} things are")} wrong; nothing was written:", problems);

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path).Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json").Order(StringComparer.Ordinal)
        : [path];

    // A list of documents is what export gives as JSON. It may be longer than a document may be.
    private static YamlFile Parse(string text, string name)
    {
        if (!text.AsSpan().TrimStart().StartsWith("["))
        {
            return YamlDocuments.Read(text, name);
        }

        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ServiceDocument.MaxDepth });
            return new YamlFile([.. json.RootElement.EnumerateArray().Select(item => new YamlDocument(item.Clone(), 1, new Dictionary<string, int>()))], []);
        }
        catch (JsonException problem)
        {
            return new YamlFile([], [$"{name}:{problem.LineNumber + 1}: is not a list of documents in JSON."]);
        }
    }

    private static void Add(YamlDocument document, string path, List<DeclaredDocument> documents, List<string> problems)
    {
        if (document.Json.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{path}:{document.Line}: a document must be an object, but is {Quoted.Json(document.Json)}.");
            return;
        }

        var namesKind = document.Json.TryGetProperty("kind", out var kind);
        if (!namesKind)
        {
            documents.Add(new DeclaredDocument(DocumentKind.Service, false, document, path));
        }
        else if (kind.ValueKind == JsonValueKind.String && Enum.TryParse<DocumentKind>(kind.GetString(), out var known) && Enum.GetName(known) == kind.GetString())
        {
            documents.Add(new DeclaredDocument(known, true, document, path));
        }
        else
        {
            problems.Add($"{path}:{document.LineOf("kind")}: kind must be one of {string.Join(", ", Enum.GetNames<DocumentKind>())}, but is {Quoted.Json(kind)}.");
        }
    }
}

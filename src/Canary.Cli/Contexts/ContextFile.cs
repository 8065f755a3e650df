using System.Text.Json;
using Canary.Cli.Output;
using Canary.Cli.Running;
using Canary.Core.Services;
using Canary.Core.Yaml;

namespace Canary.Cli.Contexts;

/// <summary>The file with the contexts: <c>$CANARY_CONFIG</c>, else <c>canaryctl/config.yaml</c> in <c>$XDG_CONFIG_HOME</c> or <c>~/.config</c>. Only its owner can read it, as it may hold keys.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Current">The name of the context in force; null: none.</param>
/// <param name="Contexts">All contexts, by name.</param>
internal sealed record ContextFile(string Path, string? Current, IReadOnlyDictionary<string, CanaryContext> Contexts)
{
    private static readonly string[] ContextFields = ["url", "keyFile", "key", "caFile", "certificateFile", "certificateKeyFile"];

    /// <summary>Reads it; where there is none, there are no contexts.</summary>
    /// <exception cref="CommandException">It can't be used; every problem is named by its line.</exception>
    public static ContextFile Read()
    {
        var path = FindPath();
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ContextFile(path, null, new Dictionary<string, CanaryContext>());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"The contexts can't be read from '{path}': {problem.Message}");
        }

        return Parse(path, text);
    }

    /// <summary>The context of a name.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public CanaryContext Find(string name) => Contexts.TryGetValue(name, out var context)
        ? context
        : throw CommandException.Invalid($"There is no context '{name}' in {Path}; there {(Contexts.Count == 0 ? "is none" : "are: " + string.Join(", ", Contexts.Keys))}.");

    /// <summary>Writes it in one step: a reader sees all of it or what was there before.</summary>
    public void Write()
    {
        var json = JsonText.Element(WriteTo);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            var beside = $"{Path}.{Environment.ProcessId}";
            using (var stream = PrivateFile.Create(beside))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write(YamlText.Of(json));
            }

            File.Move(beside, Path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"The contexts can't be written to '{Path}': {problem.Message}");
        }
    }

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Current is not null)
        {
            writer.WriteString("current", Current);
        }

        writer.WriteStartObject("contexts");
        foreach (var (name, context) in Contexts.OrderBy(context => context.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            foreach (var field in context.Fields())
            {
                writer.WriteString(field.Name, field.Value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ContextFile Parse(string path, string text)
    {
        var yaml = YamlDocuments.Read(text, path);
        var errors = new DocumentErrors();
        var (current, contexts) = ((string?)null, (IReadOnlyDictionary<string, CanaryContext>)new Dictionary<string, CanaryContext>());
        if (yaml.Documents.Count > 0)
        {
            var fields = new DocumentCursor("", yaml.Documents[0].Json, errors).Fields("current", "contexts");
            current = fields.Optional<string?>("current", c => c.Text(), null);
            contexts = fields.Optional("contexts", c => c.Map(ReadContext), contexts);
        }

        List<string> problems = [.. yaml.Problems, .. errors.ToList().Select(error => $"{path}:{yaml.Documents[0].LineOf(error.Path)}: {error.Path} {error.Message}")];
        return problems.Count == 0
            ? new ContextFile(path, current, contexts.ToDictionary(context => context.Key, context => context.Value with { Name = context.Key }))
            : throw CommandException.Invalid("The file with the contexts is wrong.", problems);
    }

    private static CanaryContext ReadContext(DocumentCursor at)
    {
        var fields = at.Fields(ContextFields);
        _ = fields.Required("url", c => c.Text(), "");
        return CanaryContext.Of("", name => fields.Optional<string?>(name, c => c.Text(), name == "url" ? "" : null));
    }

    private static string FindPath() =>
        Environment.GetEnvironmentVariable("CANARY_CONFIG") is { Length: > 0 } own ? own
        : System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
            "canaryctl", "config.yaml");
}

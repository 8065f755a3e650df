using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

/// <summary>The compose file with variables at their defaults.</summary>
internal sealed partial class ComposeFile
{
    private ComposeFile(JsonNode content) => Content = content;

    /// <summary>All of it.</summary>
    public JsonNode Content { get; }

    /// <summary>The folder that relative paths start from.</summary>
    public static string Folder { get; } = Repository.PathOf("config");

    /// <summary>The names of the services.</summary>
    public IReadOnlyList<string> Services => [.. Content["services"]!.AsObject().Select(service => service.Key)];

    /// <summary>Reads <c>config/compose.yaml</c>.</summary>
    public static ComposeFile Read()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));
        return new ComposeFile(YamlFile.Parse(Variable().Replace(text, match => match.Groups["value"].Value)).Single());
    }

    /// <summary>A service.</summary>
    public JsonNode Service(string name) => Content["services"]![name]!;

    /// <summary>A service's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment(string name) =>
        (Service(name)["environment"]?.AsObject() ?? []).ToDictionary(entry => entry.Key, entry => entry.Value!.ToString());

    /// <summary>A service's command; empty where the image's own.</summary>
    public IReadOnlyList<string> Command(string name) => [.. (Service(name)["command"]?.AsArray() ?? []).Select(argument => argument!.ToString())];

    /// <summary>A service's mounts: a path of the host (absolute) or the name of a volume, and where it is in the container.</summary>
    public IReadOnlyList<(string Source, string Target, bool IsVolume)> Mounts(string name) =>
        [.. (Service(name)["volumes"]?.AsArray() ?? []).Select(mount => mount!.ToString().Split(':')).Select(parts => parts[0].StartsWith('.')
            ? (Path.GetFullPath(Path.Combine(Folder, parts[0])), parts[1], false)
            : (parts[0], parts[1], true))];

    /// <summary>The ports in the container that a service publishes.</summary>
    public IReadOnlyList<int> PublishedPorts(string name) =>
        [.. (Service(name)["ports"]?.AsArray() ?? []).Select(port => int.Parse(port!.ToString().Split(':')[^1]))];

    [GeneratedRegex(@"\$\{\w+:-(?<value>[^}]*)\}")]
    private static partial Regex Variable();
}

using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Container;

/// <summary>What the Dockerfile says of the image, for manifests to be held against.</summary>
internal static partial class DockerfileFacts
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("Dockerfile"));

    /// <summary>The user that the .NET base images call APP_UID, which the image runs as; that it does is seen where the image is built.</summary>
    public const int User = 1654;

    /// <summary>The ports of EXPOSE.</summary>
    public static IReadOnlyList<int> Ports { get; } = [.. Instruction("EXPOSE").Split(' ').Select(int.Parse)];

    /// <summary>The folder of VOLUME.</summary>
    public static string Volume { get; } = Instruction("VOLUME");

    /// <summary>The settings that ENV gives, by their names in the environment.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } =
        Setting().Matches(Text).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);

    private static string Instruction(string name) => Regex.Match(Text, $"^{name} (.+)$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"(?<name>Canary__\w+)=(?<value>\S+)")]
    private static partial Regex Setting();
}

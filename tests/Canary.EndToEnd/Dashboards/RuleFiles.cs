using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Dashboards;

/// <summary>Copies of the repository's Prometheus rules that record within seconds what the originals record within minutes.</summary>
internal sealed partial class RuleFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("canary-rules-");

    private RuleFiles()
    {
    }

    /// <summary>Where the copies are.</summary>
    public IReadOnlyList<string> Paths => [.. _folder.EnumerateFiles().Select(file => file.FullName)];

    /// <summary>Copies the rules; their groups are evaluated every second, and their subqueries look at one minute, by seconds.</summary>
    public static RuleFiles ForAShortRun()
    {
        var copies = new RuleFiles();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("config", "prometheus"), "*.yaml"))
        {
            var text = File.ReadAllText(file);
            if (text.Contains("\ngroups:", StringComparison.Ordinal))
            {
                File.WriteAllText(Path.Combine(copies._folder.FullName, Path.GetFileName(file)), Subquery().Replace(Interval().Replace(text, "interval: 1s"), "[1m:1s]"));
            }
        }

        return copies;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"\binterval: \w+")]
    private static partial Regex Interval();

    [GeneratedRegex(@"\[\w+:\w+\]")]
    private static partial Regex Subquery();
}

using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>A page of the documentation: its headings, its fenced blocks, and where its links lead.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<string> _headings = [];
    private readonly List<MarkdownBlock> _blocks = [];
    private readonly List<MarkdownLink> _links = [];

    private MarkdownPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(Repository.PathOf(path));
        ReadLines(Text.Split('\n'));
    }

    /// <summary>The paths of all pages, from the repository's root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where it is, from the repository's root.</summary>
    public string Path { get; }

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>Its headings with their marks, as <c>## Settings</c>.</summary>
    public IReadOnlyList<string> Headings => _headings;

    /// <summary>Its fenced blocks, in order.</summary>
    public IReadOnlyList<MarkdownBlock> Blocks => _blocks;

    /// <summary>Its links and images.</summary>
    public IReadOnlyList<MarkdownLink> Links => _links;

    /// <summary>Reads a page.</summary>
    /// <param name="path">Its path from the repository's root.</param>
    public static MarkdownPage Read(string path) => new(path);

    /// <summary>The lines of a section, up to the next heading of its level; fails where there is none of that name.</summary>
    /// <param name="heading">The heading with its marks, or the beginning of it.</param>
    public IReadOnlyList<string> Section(string heading)
    {
        var lines = Text.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith(heading, StringComparison.Ordinal));
        start.ShouldBeGreaterThanOrEqualTo(0, $"{Path} has no section '{heading}'");
        var marks = heading.Split(' ')[0] + " ";
        return [.. lines.Skip(start + 1).TakeWhile(line => !line.StartsWith(marks, StringComparison.Ordinal))];
    }

    private void ReadLines(string[] lines)
    {
        var section = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                var end = Array.FindIndex(lines, i + 1, line => line.Trim() == "```");
                end.ShouldBeGreaterThan(i, $"{Path}:{i + 1} is a fence that does not end");
                var indent = fence.Groups["indent"].Length;
                var text = lines[(i + 1)..end].Select(line => line.Length > indent ? line[indent..] : line.TrimStart());
                _blocks.Add(new MarkdownBlock(fence.Groups["language"].Value, fence.Groups["words"].Value.Trim(), string.Join('\n', text), i + 1, section));
                i = end;
            }
            else if (Hidden().Match(lines[i]) is { Success: true } hidden)
            {
                _blocks.Add(new MarkdownBlock("bash", hidden.Groups["words"].Value.Trim(), hidden.Groups["command"].Value, i + 1, section));
                if (hidden.Groups["shows"].Success)
                {
                    _blocks.Add(new MarkdownBlock("text", "", hidden.Groups["shows"].Value, i + 1, section));
                }
            }
            else if (Heading().IsMatch(lines[i]))
            {
                _headings.Add(lines[i]);
                section = Heading().Replace(lines[i], "").Trim();
            }
            else
            {
                var line = i + 1;
                _links.AddRange(Link().Matches(Code().Replace(lines[i], "code")).Select(link =>
                    new MarkdownLink(link.Groups["target"].Value, link.Groups["text"].Value, link.Groups["image"].Success, line)));
            }
        }
    }

    [GeneratedRegex(@"^(?<indent> *)```(?<language>[a-z]*)(?<words>[^`]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    // What readers in the page's situation have running, or have done, and the tests have not: <!-- run stays demo: command => what it shows -->
    [GeneratedRegex("^ *<!-- run(?<words>[a-z ]*): (?<command>.+?)(?: => (?<shows>.+))? -->$")]
    private static partial Regex Hidden();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<image>!)?\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}

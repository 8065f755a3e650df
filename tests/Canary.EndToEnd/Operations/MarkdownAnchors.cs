using System.Text.RegularExpressions;

namespace Canary.EndToEnd.Operations;

/// <summary>The anchors that GitHub and most others give to the headings of a page.</summary>
internal static partial class MarkdownAnchors
{
    /// <summary>One for each heading: lower case, letters, digits, hyphens and underscores, a hyphen for each space.</summary>
    public static IReadOnlyList<string> Of(string page) =>
        [.. page.Split('\n').Where(line => Heading().IsMatch(line)).Select(line => Other().Replace(Heading().Replace(line, "").Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex("^#+ ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex Other();
}

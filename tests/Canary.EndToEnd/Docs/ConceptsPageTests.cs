using System.Text.RegularExpressions;

namespace Canary.EndToEnd.Docs;

/// <summary>The page of concepts uses the glossary's words, as it says.</summary>
public sealed partial class ConceptsPageTests
{
    [Fact]
    public void Each_word_in_bold_has_its_line_in_the_glossary()
    {
        var text = MarkdownPage.Read(Path.Combine("docs", "glossary.md")).Text;
        var glossary = Line().Matches(text).SelectMany(line => line.Groups["words"].Value.Split(", ")).Concat(InBold(text)).ToHashSet();
        var words = InBold(MarkdownPage.Read(Path.Combine("docs", "concepts.md")).Text).Where(word => word != "bold").ToList();
        words.Count.ShouldBeGreaterThan(20);
        words.ShouldAllBe(word => glossary.Contains(word) || glossary.Contains(word.TrimEnd('s')));
    }

    private static IEnumerable<string> InBold(string text) => Bold().Matches(text).Select(match => match.Groups["word"].Value.ToLowerInvariant());

    [GeneratedRegex(@"^\| (?<words>[a-z][^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\*\*(?<word>[^*]+)\*\*")]
    private static partial Regex Bold();
}

using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Operations;

public sealed partial class OperationsPageTests
{
    [Fact]
    public void Every_link_of_the_page_leads_to_a_file_or_a_section()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "operations.md"));
        var anchors = MarkdownAnchors.Of(page);
        foreach (Match link in Link().Matches(page))
        {
            var target = link.Groups["target"].Value;
            if (target.StartsWith('#'))
            {
                anchors.ShouldContain(target[1..]);
            }
            else
            {
                Path.Exists(Repository.PathOf("docs", target)).ShouldBeTrue(target);
            }
        }
    }

    [GeneratedRegex(@"\]\((?!https?:)(?<target>[^)]+)\)")]
    private static partial Regex Link();
}

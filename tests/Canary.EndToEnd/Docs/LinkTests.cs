using Canary.EndToEnd.Operations;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>Links between pages lead to files and sections that are there, and images say what they show.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. MarkdownPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_section_and_every_image_has_a_text(string path)
    {
        foreach (var link in MarkdownPage.Read(path).Links.Where(link => !link.Target.Contains("://", StringComparison.Ordinal)))
        {
            var where = $"{path}:{link.Line}: {link.Target}";
            var parts = link.Target.Split('#');
            var file = parts[0].Length == 0 ? path : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.PathOf(path))!, parts[0])));
            Path.Exists(Repository.PathOf(file)).ShouldBeTrue(where);
            if (parts.Length > 1)
            {
                MarkdownAnchors.Of(File.ReadAllText(Repository.PathOf(file))).ShouldContain(parts[1], where);
            }

            if (link.IsImage)
            {
                link.Text.Length.ShouldBeGreaterThan(3, $"{where} says nothing to those who do not see it");
            }
        }
    }

    [Fact]
    public void Every_page_is_reached_from_the_docs_table_of_contents()
    {
        var contents = MarkdownPage.Read(Path.Combine("docs", "README.md"));
        var linked = contents.Links.Select(link => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.PathOf("docs"), link.Target.Split('#')[0])))).ToHashSet();
        MarkdownPage.All.Where(path => path.StartsWith("docs", StringComparison.Ordinal) && !path.Contains("decisions") && path != contents.Path)
            .ShouldBeSubsetOf(linked);
    }
}

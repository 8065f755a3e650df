using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>Commands that no test runs (<c>sh</c> blocks) are listed with the reason in docs/README.md, and held to what can be seen without running them.</summary>
public sealed partial class NotRunTests
{
    private const string Heading = "## Commands that no test runs";
    private static readonly MarkdownPage Contents = MarkdownPage.Read(Path.Combine("docs", "README.md"));

    [Fact]
    public void The_list_has_each_of_them_with_its_reason_and_nothing_else()
    {
        var listed = Contents.Section(Heading).Select(line => Row().Match(line)).Where(row => row.Success).ToList();
        listed.ShouldAllBe(row => row.Groups["why"].Value.Trim().Length > 10 && row.Groups["instead"].Value.Trim().Length > 10);
        var rows = listed.Select(row => (Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.PathOf("docs"), row.Groups["page"].Value))), row.Groups["section"].Value.Trim()));
        var blocks = MarkdownPage.All.Where(path => path != ReadmeTests.Chinese)
            .SelectMany(path => MarkdownPage.Read(path).Blocks.Where(block => block.Language == "sh").Select(block => (path, block.Section))).Distinct();
        rows.Order().ShouldBe(blocks.Order());
    }

    [Fact]
    public void What_checks_them_instead_is_a_test_that_exists()
    {
        var sources = Directory.GetFiles(Repository.PathOf("tests"), "*.*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToHashSet();
        foreach (Match test in TestName().Matches(string.Join('\n', Contents.Section(Heading))))
        {
            sources.ShouldContain(test.Value.Contains('.') ? test.Value : test.Value + ".cs");
        }
    }

    [Fact]
    public async Task Each_of_them_is_good_shell_with_settings_and_files_that_exist()
    {
        foreach (var path in MarkdownPage.All)
        {
            foreach (var block in MarkdownPage.Read(path).Blocks.Where(block => block.Language == "sh"))
            {
                var where = $"{path}:{block.Line}";
                var (exitCode, said) = await ChildProcess.RunAsync("bash", ["-n", "-c", block.Text]);
                exitCode.ShouldBe(0, $"{where}\n{said}");
                OtherSamples.SettingsProblems(block.Text).ShouldBeEmpty(where);
                foreach (Match file in RepositoryFile().Matches(block.Text))
                {
                    Path.Exists(Repository.PathOf(file.Value)).ShouldBeTrue($"{where}: {file.Value}");
                }
            }
        }
    }

    [GeneratedRegex(@"^\| \[[^\]]*\]\((?<page>[^)#]+)[^)]*\) \|(?<section>[^|]*)\|(?<why>[^|]*)\|(?<instead>[^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b\w+Tests\b|\b[\w.-]+\.test\.mjs\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?<=[\s=])(config|tests|src|dashboards)/[\w./-]+")]
    private static partial Regex RepositoryFile();
}

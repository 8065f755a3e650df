using System.Diagnostics;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>Follows each page as a reader does: its <c>bash</c> blocks in order, against the gateway that the page has started.</summary>
/// <remarks>
/// <c>bash</c> runs to its end; <c>bash again</c> until it shows what the page shows; <c>bash stays</c> goes on running, in the terminal of the name that follows.
/// A <c>text</c> block right after it is what it shows. What is in <c>sh</c> blocks no test runs: <see cref="NotRunTests"/>.
/// </remarks>
public sealed class PageRunTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    // The Chinese README has the blocks of the English one, and canaryctl's tests run that page: CanaryctlPageTests.
    private static readonly string[] SeenToElsewhere = [ReadmeTests.Chinese, Path.Combine("docs", "canaryctl.md")];

    public static TheoryData<string> Pages =>
        [.. MarkdownPage.All.Where(path => !SeenToElsewhere.Contains(path) && MarkdownPage.Read(path).Blocks.Any(block => block.Language == "bash"))];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_runs_as_written_and_shows_what_the_page_shows(string path)
    {
        var page = MarkdownPage.Read(path);
        var took = Stopwatch.StartNew();
        await using var terminals = new PageTerminals();
        for (var i = 0; i < page.Blocks.Count; i++)
        {
            if (page.Blocks[i].Language == "bash")
            {
                var shown = page.Blocks.ElementAtOrDefault(i + 1) is { Language: "text" } next ? next with { Text = terminals.AtPorts(next.Text) } : null;
                await RunAsync(terminals, page.Blocks[i], shown, $"{path}:{page.Blocks[i].Line}");
            }
        }

        Figures.Report($"every command of {path}, run by a test", $"{took.Elapsed.TotalSeconds:0} s");
    }

    private static async Task RunAsync(PageTerminals terminals, MarkdownBlock block, MarkdownBlock? shown, string where)
    {
        var expected = shown is null ? null : new ExpectedOutput(shown.Text, shown.Words == "about");
        var words = block.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                var (exitCode, said) = await terminals.RunAsync(block.Text, expected is not null);
                exitCode.ShouldBe(0, $"{where}\n{said}");
                (expected?.IsIn(said) ?? true).ShouldBeTrue($"{where} said\n{said}\nand not\n{shown?.Text}");
                break;
            case ["again"]:
                await UntilShownAsync(terminals, block, expected.ShouldNotBeNull($"{where} says until what"), where);
                break;
            case ["stays", .. var name]:
                expected.ShouldNotBeNull($"{where} says by what one knows that it runs");
                var child = await terminals.StartAsync(string.Join(' ', name), block.Text);
                await Eventually.TrueAsync(
                    () => expected.IsIn(child.Text) || (child.HasExited ? throw new InvalidOperationException($"{where} ended:\n{child.Text}") : false), $"{where} shows\n{shown!.Text}", PageTerminals.Patience);
                break;
            default:
                Assert.Fail($"{where} is 'bash {block.Words}'; allowed are bash, bash again, and bash stays with a terminal's name");
                break;
        }
    }

    private static async Task UntilShownAsync(PageTerminals terminals, MarkdownBlock block, ExpectedOutput expected, string where)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var (_, said) = await terminals.RunAsync(block.Text, shows: true);
            if (expected.IsIn(said))
            {
                return;
            }

            waited.Elapsed.ShouldBeLessThan(PageTerminals.Patience, $"{where} said at last\n{said}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}

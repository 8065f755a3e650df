using Canary.EndToEnd.Demo;

namespace Canary.EndToEnd.Docs;

/// <summary>The README in its two languages. What it says is run by <see cref="PageRunTests"/> and <see cref="SampleTests"/>.</summary>
public sealed class ReadmeTests
{
    /// <summary>The README in English.</summary>
    public const string English = "README.md";

    /// <summary>The README in Simplified Chinese.</summary>
    public const string Chinese = "README.zh-CN.md";

    private const string AllTests = "tests/run.sh";

    [Fact]
    public void It_begins_with_the_two_commands()
    {
        var blocks = MarkdownPage.Read(English).Blocks.Select(block => block.Text).ToList();
        blocks[0].ShouldBe(RunningDemo.Command);
        blocks.ShouldContain(AllTests);
    }

    [Fact]
    public void The_Chinese_one_has_the_same_sections_blocks_and_links()
    {
        var (english, chinese) = (MarkdownPage.Read(English), MarkdownPage.Read(Chinese));
        Marks(chinese).ShouldBe(Marks(english));
        chinese.Blocks.Select(Content).ShouldBe(english.Blocks.Select(Content));
        Targets(chinese).ShouldBe(Targets(english));
        english.Links.ShouldContain(link => link.Target == Chinese);
        chinese.Links.ShouldContain(link => link.Target == English);
    }

    [Fact]
    public void The_Chinese_one_is_in_Chinese_throughout()
    {
        var page = MarkdownPage.Read(Chinese);
        page.Headings.Skip(1).ShouldAllBe(heading => heading.Any(IsHan));
        page.Text.Split('\n').Where(line => line.Length > 120 && !line.StartsWith("curl", StringComparison.Ordinal) && !line.StartsWith(' ')).ShouldAllBe(line => line.Any(IsHan));
    }

    private static IEnumerable<string> Marks(MarkdownPage page) => page.Headings.Select(heading => heading.Split(' ')[0]);

    private static (string Language, string Words, string Text) Content(MarkdownBlock block) => (block.Language, block.Words, block.Text);

    private static IEnumerable<string> Targets(MarkdownPage page) =>
        page.Links.Select(link => link.Target).Where(target => target is not (English or Chinese)).Order(StringComparer.Ordinal);

    private static bool IsHan(char character) => character is >= '\u4e00' and <= '\u9fff';
}

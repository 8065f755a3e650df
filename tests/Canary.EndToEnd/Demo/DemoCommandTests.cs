using System.Text.Json;
using Canary.TestKit;

namespace Canary.EndToEnd.Demo;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Demo_answers_within_5_s_splits_as_its_curls_show_and_leaves_nothing_behind()
    {
        (await File.ReadAllTextAsync(Repository.PathOf("README.md"))).ShouldContain(RunningDemo.Command);
        await using var demo = await StartWithin5SecondsAsync();
        Figures.Report("demo: from the command (built) to the first proxied answer", $"{demo.UntilFirstAnswer.TotalSeconds:0.0} s");

        demo.PrintedCommands.Count.ShouldBe(2, demo.Text);
        var (split, change) = (demo.PrintedCommands[0], demo.PrintedCommands[1]);
        await ShowsSharesAsync(split, 50, 100);
        await RunningDemo.RunInShellAsync(change);
        await ShowsSharesAsync(split, 20, 80);
        using var service = JsonDocument.Parse(await RunningDemo.RunInShellAsync($"curl -s {demo.Admin}api/v1/services/shop"));
        service.RootElement.GetProperty("weights").GetProperty("canary").GetDouble().ShouldBe(50);

        await HasTrafficOfItsOwnAsync(demo);
        (await demo.TerminateAsync()).ShouldBe(0, demo.Text);
        demo.Leftovers.ShouldBeEmpty();
        demo.Text.ShouldNotContain("warn:");
        demo.Text.ShouldNotContain("fail:");
    }

    /// <summary>Other programs may have the processors at one moment, but not at each of three.</summary>
    private static async Task<RunningDemo> StartWithin5SecondsAsync()
    {
        var tooSlow = new List<TimeSpan>();
        while (true)
        {
            var demo = await RunningDemo.StartAsync();
            if (demo.UntilFirstAnswer < TimeSpan.FromSeconds(5))
            {
                return demo;
            }

            await demo.DisposeAsync();
            tooSlow.Add(demo.UntilFirstAnswer);
            tooSlow.Count.ShouldBeLessThan(3, string.Join(", ", tooSlow));
        }
    }

    /// <summary>The bounds are wide: 100 draws are outside of them less than once in a million runs.</summary>
    private static async Task ShowsSharesAsync(string split, int leastStable, int mostStable)
    {
        var text = await RunningDemo.RunInShellAsync(split);
        var counts = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Count: int.Parse(line.TrimStart().Split(' ')[0]), Line: line))
            .ToList();
        counts.Sum(line => line.Count).ShouldBe(100, text);
        counts.Where(line => line.Line.Contains("\"stable\"")).Sum(line => line.Count).ShouldBeInRange(leastStable, mostStable, text);
    }

    private static async Task HasTrafficOfItsOwnAsync(RunningDemo demo)
    {
        using var client = new HttpClient { BaseAddress = demo.Admin };
        await Eventually.TrueAsync(
            async () =>
            {
                var metrics = await client.GetStringAsync("/metrics");
                return metrics.Contains("""canary_selections_total{service="shop",variant="canary",reason="rule"}""")
                    && metrics.Contains("""canary_selections_total{service="shop",variant="stable",reason="sticky"}""");
            },
            "the demo's own users show in the metrics");
    }
}

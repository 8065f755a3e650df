using System.Text.RegularExpressions;
using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Docs;

public sealed partial class CanaryctlPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "canaryctl.md"));

    [Fact]
    public async Task Every_sample_runs_as_written_and_says_what_is_written()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl.With("TMPDIR", shop.Ctl.Home).With("KEY", "a-key").With("CANARY_URL", null);
        var gateway = shop.Gateway.Admin.BaseAddress!.AbsoluteUri.TrimEnd('/');
        var path = ShellPath.With(ctl);
        var samples = Sample().Matches(Page).Select(sample => (Script: sample.Groups["script"].Value, Expected: sample.Groups["expected"].Value)).ToList();
        samples.Count.ShouldBeGreaterThan(30);
        foreach (var (script, expected) in samples)
        {
            var environment = new Dictionary<string, string?>(ctl.Environment) { ["PATH"] = path };
            var (exitCode, said) = await ChildProcess.RunAsync(
                "bash", ["-euo", "pipefail", "-c", $"exec 2>&1\n{script.Replace("http://127.0.0.1:8081", gateway, StringComparison.Ordinal)}"], environment, Repository.Root);
            exitCode.ShouldBeOneOf(script.Contains("| head", StringComparison.Ordinal) ? [0, 1] : [0], $"{script}\nsaid\n{said}");
            ShouldHaveInOrder(ctl.Shape(said.Replace(gateway, "http://127.0.0.1:8081", StringComparison.Ordinal)), ctl.Shape(expected), script);
        }
    }

    [Fact]
    public async Task Every_command_has_a_sample_or_a_row()
    {
        using var ctl = new CanaryCtl();
        foreach (var command in await CommandsAsync(ctl))
        {
            Page.ShouldContain($"canaryctl {command}", Case.Sensitive, command);
            foreach (var below in await CommandsAsync(ctl, command))
            {
                Regex.IsMatch(Page, $@"({command} |· `){below}\b").ShouldBeTrue($"{command} {below}");
            }
        }
    }

    [Fact]
    public void Every_exit_code_has_its_row()
    {
        foreach (var code in typeof(Cli.Running.ExitCode).GetFields().Select(field => field.GetRawConstantValue()))
        {
            Regex.IsMatch(Page, $@"\n\| (\d+, )?{code}(, \d+)? \|").ShouldBeTrue($"{code}");
        }
    }

    // Each expected line stands in what was said, in this order; what is in between is left out on the page.
    private static void ShouldHaveInOrder(string said, string expected, string script)
    {
        var at = 0;
        foreach (var line in expected.Split('\n').Select(line => White().Replace(line, " ").Trim()).Where(line => line.Length > 0))
        {
            var rest = White().Replace(said, " ");
            var found = rest.IndexOf(line, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{line}' of\n{script}\nsaid\n{said}");
            at = found + line.Length;
        }
    }

    private static async Task<IReadOnlyList<string>> CommandsAsync(CanaryCtl ctl, params string[] command)
    {
        var help = (await ctl.RunAsync([.. command, "--help"])).Out;
        var commands = help.IndexOf("Commands:", StringComparison.Ordinal);
        return commands < 0 ? [] : [.. help[commands..].Split('\n').Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
    }

    [GeneratedRegex(@"```bash\n(?<script>.*?)```(?:\n+```text\n(?<expected>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}

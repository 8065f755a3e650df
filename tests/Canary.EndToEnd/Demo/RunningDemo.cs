using System.Diagnostics;
using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Demo;

/// <summary>The demo as the README starts it, but for the build, which the tests have done already.</summary>
internal sealed partial class RunningDemo : IAsyncDisposable
{
    private readonly ChildProcess _child;
    private readonly DirectoryInfo _temporary;

    private RunningDemo(ChildProcess child, DirectoryInfo temporary, TimeSpan untilFirstAnswer)
    {
        _child = child;
        _temporary = temporary;
        UntilFirstAnswer = untilFirstAnswer;
        Proxy = new Uri(FirstUrl(ShopLine()));
        Admin = new Uri(FirstUrl(AdminLine()));
    }

    /// <summary>The command line of README and contract.</summary>
    public const string Command = "dotnet run --project src/Canary.Gateway -c Release -- demo";

    /// <summary>Where the shop is.</summary>
    public Uri Proxy { get; }

    /// <summary>Where the admin surface is.</summary>
    public Uri Admin { get; }

    /// <summary>From the start of the command to the first answer through the proxy.</summary>
    public TimeSpan UntilFirstAnswer { get; }

    /// <summary>All that it printed.</summary>
    public string Text => _child.Text;

    /// <summary>The commands that it printed, in order.</summary>
    public IReadOnlyList<string> PrintedCommands => [.. _child.Lines.Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];

    /// <summary>What it left in its folder for temporary files.</summary>
    public IReadOnlyList<string> Leftovers => [.. _temporary.EnumerateFileSystemInfos("canary-demo-*").Select(left => left.Name)];

    /// <summary>Starts it and waits for the first answer through its proxy.</summary>
    public static async Task<RunningDemo> StartAsync()
    {
        var temporary = Directory.CreateTempSubdirectory("canary-demo-test-");
        var began = Stopwatch.StartNew();
        var child = ChildProcess.Start(
            "dotnet",
            ["run", "--no-build", .. Command.Split(' ')[2..]],
            new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName },
            Repository.Root);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            await Eventually.TrueAsync(
                async () =>
                {
                    child.HasExited.ShouldBeFalse(child.Text);
                    if (!ShopLine().IsMatch(child.Text))
                    {
                        return false;
                    }

                    using var answer = await client.GetAsync(ShopLine().Match(child.Text).Groups["url"].Value);
                    return answer.IsSuccessStatusCode;
                },
                "the demo answers");
            return new RunningDemo(child, temporary, began.Elapsed);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command line as a user would, in a shell; an error answer of the admin API is a failure.</summary>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunInShellAsync(string script)
    {
        const string Strict = """
            curl() { case "$*" in *:*/api/v1/*) command curl --fail-with-body "$@" ;; *) command curl "$@" ;; esac; }
            """;
        var (exitCode, text) = await ChildProcess.RunAsync("bash", ["-euo", "pipefail", "-c", $"{Strict}\n{script}"], folder: Repository.Root);
        exitCode.ShouldBe(0, $"{script}\n{text}");
        return text;
    }

    /// <summary>Asks it to end, as Ctrl-C or a process manager does, and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync()
    {
        _child.Terminate();
        return _child.WaitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _temporary.Delete(recursive: true);
    }

    private string FirstUrl(Regex line) => line.Match(_child.Text).Groups["url"].Value;

    [GeneratedRegex(@"the shop +(?<url>http://\S+/)")]
    private static partial Regex ShopLine();

    [GeneratedRegex(@"admin API +(?<url>http://\S+/)swagger")]
    private static partial Regex AdminLine();
}

using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>The terminals of a reader who follows a page: a folder that looks like a fresh clone, free ports for those that the page names, and what was built already.</summary>
/// <remarks>Variables, functions and the current folder are kept from one block to the next. A block that stays runs in a terminal of its own.</remarks>
internal sealed partial class PageTerminals : IAsyncDisposable
{
    /// <summary>How long a command may take. A rollout that is watched takes a minute or two.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string Remembers = """
        set -euo pipefail -o allexport
        [ ! -f "$PAGE_STATE" ] || . "$PAGE_STATE"
        """;

    // Where a page shows no answer, an error answer of the admin API is a failure.
    private const string Strict = """
        curl() { case "$*" in *--fail*) command curl "$@" ;; *:*/api/v1/*) command curl --fail-with-body "$@" ;; *) command curl "$@" ;; esac; }
        """;

    private const string Lenient = "curl() { command curl \"$@\"; }";

    private const string Keeps = """trap '{ export -p; declare -f; printf "cd %q\n" "$PWD"; } > "$PAGE_STATE"' EXIT""";

    private static readonly string[] NotCloned = [".git", "data", "TestResults"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("canary-page-");
    private readonly PagePorts _ports = new();
    private readonly List<(string Name, ChildProcess Child)> _staying = [];

    /// <summary>Opens them.</summary>
    public PageTerminals()
    {
        Clone = _folder.CreateSubdirectory("canary-gateway").FullName;
        foreach (var entry in new DirectoryInfo(Repository.Root).EnumerateFileSystemInfos().Where(entry => !NotCloned.Contains(entry.Name)))
        {
            File.CreateSymbolicLink(Path.Combine(Clone, entry.Name), entry.FullName);
        }
    }

    private string Clone { get; }

    /// <summary>Runs a block to its end.</summary>
    /// <param name="script">The block.</param>
    /// <param name="shows">Whether the page shows what it says.</param>
    /// <returns>Its exit code and what it said.</returns>
    public async Task<(int ExitCode, string Said)> RunAsync(string script, bool shows)
    {
        var whole = string.Join('\n', Remembers, shows ? Lenient : Strict, Keeps, Here(script));
        return await ChildProcess.RunAsync("bash", ["-c", whole], Environment(), Clone, Patience);
    }

    /// <summary>Starts a block that goes on running; what runs in the terminal of that name already is ended first.</summary>
    /// <param name="name">The terminal's name; empty: a new one.</param>
    /// <param name="script">The block.</param>
    public async Task<ChildProcess> StartAsync(string name, string script)
    {
        foreach (var before in _staying.Where(one => name.Length > 0 && one.Name == name).ToList())
        {
            await before.Child.DisposeAsync();
            _staying.Remove(before);
        }

        var child = ChildProcess.Start("bash", ["-c", string.Join('\n', Remembers, Here(script))], Environment(), Clone);
        _staying.Add((name, child));
        return child;
    }

    /// <summary>A text of the page with the ports in place of its own.</summary>
    public string AtPorts(string text) => _ports.In(text);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, child) in _staying)
        {
            await child.DisposeAsync();
        }

        // It is full of links into the repository, and rm is known not to follow them.
        var (exitCode, said) = await ChildProcess.RunAsync("rm", ["-rf", _folder.FullName]);
        exitCode.ShouldBe(0, said);
    }

    private Dictionary<string, string?> Environment() => new()
    {
        ["PAGE_STATE"] = Path.Combine(_folder.FullName, "state"),
        ["TMPDIR"] = _folder.FullName,

        // The key that pages send. The demo asks for none.
        ["KEY"] = "a-key",

        // Where canaryctl looks for the gateway, and keeps nothing of the reader's own.
        ["CANARY_URL"] = $"http://127.0.0.1:{_ports.Of("8081")}",
        ["CANARY_CONFIG"] = Path.Combine(_folder.FullName, "contexts.yaml"),

        // A gateway for which the page names no ports.
        ["Canary__Proxy__Urls"] = $"http://127.0.0.1:{_ports.Of("8080")}",
        ["Canary__Admin__Urls"] = $"http://127.0.0.1:{_ports.Of("8081")}",
    };

    private string Here(string script)
    {
        // The demo reads no environment, so it is told where to listen.
        var told = Demo().Replace(_ports.In(script), $"$& --Canary:Proxy:Urls=http://127.0.0.1:{_ports.Of("8080")} --Canary:Admin:Urls=http://127.0.0.1:{_ports.Of("8081")}");
        return Command().Replace(told, command => $"dotnet {(command.Groups["project"].Value == "Gateway" ? Repository.GatewayProgram : Repository.CliProgram)}");
    }

    [GeneratedRegex("dotnet run --project src/Canary\\.(?<project>Gateway|Cli) -c Release(?: --)?")]
    private static partial Regex Command();

    [GeneratedRegex("dotnet run --project src/Canary.Gateway -c Release -- demo(?=$|[ \t]*[\n&]| --)", RegexOptions.Multiline)]
    private static partial Regex Demo();
}

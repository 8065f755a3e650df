using System.Diagnostics;
using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.Cli.Tests.Running;

/// <summary>The built canaryctl as a program of its own, with a home of its own, calling one gateway.</summary>
internal sealed partial class CanaryCtl : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("canaryctl-");
    private readonly Dictionary<string, string?> _environment;
    private readonly List<Process> _started = [];

    /// <summary>A canaryctl that calls a gateway; null: it is told nothing.</summary>
    public CanaryCtl(Uri? gateway = null) => _environment = new Dictionary<string, string?>
    {
        ["HOME"] = _home.FullName,
        ["XDG_CONFIG_HOME"] = null,
        ["CANARY_URL"] = gateway?.AbsoluteUri,
        ["CANARY_KEY"] = null,
        ["CANARY_KEY_FILE"] = null,
        ["CANARY_CONTEXT"] = null,
        ["CANARY_CONFIG"] = null,
        ["NO_COLOR"] = null,
        ["TERM"] = "xterm",
    };

    /// <summary>The program's file.</summary>
    public static string Program => Repository.CliProgram;

    /// <summary>Its home folder.</summary>
    public string Home => _home.FullName;

    /// <summary>Its environment, beside this process's.</summary>
    public IReadOnlyDictionary<string, string?> Environment => _environment;

    /// <summary>Sets a variable of its environment.</summary>
    public CanaryCtl With(string name, string? value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>Writes a file into its home folder, where it runs.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return name;
    }

    /// <summary>Runs it to its end.</summary>
    public Task<Ran> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");

    /// <summary>Runs it to its end, with a text on standard input.</summary>
    public async Task<Ran> RunAsync(string[] arguments, string input)
    {
        var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(patience.Token);
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>Runs it, and fails where it does not end with 0 and nothing but results.</summary>
    /// <returns>What it wrote, with what differs from run to run made equal.</returns>
    public async Task<string> SayAsync(params string[] arguments)
    {
        var ran = await RunAsync(arguments);
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Error.ShouldBe("");
        return Shape(ran.Out);
    }

    /// <summary>Starts it with pipes. What still runs when this is disposed is ended.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Home,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    /// <summary>A text with times, ports and its home made equal, and without blanks at line ends.</summary>
    public string Shape(string text) =>
        Port().Replace(Time().Replace(text.Replace(Home, "~", StringComparison.Ordinal), "2026-01-01T00:00:00Z"), "127.0.0.1:PORT").Replace("\r", "", StringComparison.Ordinal).TrimEnd();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        _home.Delete(recursive: true);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}

/// <summary>What a run came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record Ran(int ExitCode, string Out, string Error);

using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Watching;

/// <summary>A real terminal of a known size, made by tmux, in which a canaryctl runs.</summary>
internal sealed class LiveTerminal : IAsyncDisposable
{
    private readonly string _socket;
    private readonly CanaryCtl _ctl;

    private LiveTerminal(CanaryCtl ctl) => (_ctl, _socket) = (ctl, Path.Combine(ctl.Home, "tmux"));

    /// <summary>Opens a terminal and starts a command in it; its exit code is shown when it ends.</summary>
    public static async Task<LiveTerminal> StartAsync(CanaryCtl ctl, string command, int width = 100, int height = 30)
    {
        var terminal = new LiveTerminal(ctl);
        var line = $"dotnet {CanaryCtl.Program} {command}; echo \"ended with $?\"; cat";
        await terminal.TmuxAsync(["-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "bash", "-c", line]);
        return terminal;
    }

    /// <summary>What it shows.</summary>
    /// <param name="withColours">Whether with the sequences that colour it.</param>
    public async Task<string> ScreenAsync(bool withColours = false) => (await TmuxAsync(["capture-pane", "-p", .. withColours ? new[] { "-e" } : []])).TrimEnd();

    /// <summary>Waits until it shows something.</summary>
    public async Task<string> ShowsAsync(string text)
    {
        var screen = "";
        await Eventually.TrueAsync(async () => (screen = await ScreenAsync()).Contains(text, StringComparison.Ordinal), $"the terminal shows '{text}', it shows:\n{screen}");
        return screen;
    }

    /// <summary>Presses keys, by tmux's names.</summary>
    public Task PressAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ChildProcess.RunAsync("tmux", ["-S", _socket, "kill-server"]);

    private async Task<string> TmuxAsync(string[] arguments)
    {
        var environment = new Dictionary<string, string?>(_ctl.Environment) { ["TMUX"] = null };
        var (exitCode, text) = await ChildProcess.RunAsync("tmux", ["-S", _socket, .. arguments], environment, _ctl.Home);
        exitCode.ShouldBe(0, text);
        return text;
    }
}

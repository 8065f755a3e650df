using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Canary.TestKit;

/// <summary>A program that a test started: its output by lines, signals to it, and its exit code. Killed when disposed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int Sigstop = 19;
    private const int Sigcont = 18;
    private readonly Process _process;
    private readonly List<string> _lines = [];

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote so far, to standard output and standard error.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>All of <see cref="Lines"/> as one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Starts a program with no standard input.</summary>
    /// <param name="program">Its path, or its name on the search path.</param>
    /// <param name="arguments">Passed as they are, through no shell.</param>
    /// <param name="environment">Added to this process's environment; null removes a variable.</param>
    /// <param name="folder">Working directory; default this process's.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(start);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public static async Task<(int ExitCode, string Text)> RunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? environment = null, string? folder = null, TimeSpan? within = null)
    {
        await using var child = Start(program, arguments, environment, folder);
        var exitCode = await child.WaitAsync(within);
        return (exitCode, child.Text);
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="within">Default 60 s.</param>
    /// <returns>Its exit code; 128 plus the signal's number where a signal ended it.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> WaitAsync(TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"'{_process.StartInfo.FileName}' ({Id}) did not end. It wrote:\n{Text}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    public void Terminate() => Send(Sigterm);

    /// <summary>Stops it from running until <see cref="Resume"/> (SIGSTOP).</summary>
    public void Pause() => Send(Sigstop);

    /// <summary>Lets it run on (SIGCONT).</summary>
    public void Resume() => Send(Sigcont);

    /// <summary>Ends it at once (SIGKILL), and waits until it is gone. Programs that it started go on.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            Send(Sigkill);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it and all that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);

    private void Send(int signal)
    {
        if (SendSignal(Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} to process {Id} failed with error {Marshal.GetLastPInvokeError()}.");
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}

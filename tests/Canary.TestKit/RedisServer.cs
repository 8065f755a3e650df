using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Canary.TestKit;

/// <summary>A real redis-server on a free port of 127.0.0.1 or another address of this machine, with its data in a temporary folder; it ends with this object, or with the process.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<Process, byte> Running = [];

    private readonly bool _appendOnly;
    private readonly string _address;
    private readonly string _folder = Directory.CreateTempSubdirectory("canary-redis-").FullName;
    private Process? _process;

    static RedisServer() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var process in Running.Keys)
            {
                process.Kill();
            }
        };

    private RedisServer(bool appendOnly, string address) => (_appendOnly, _address) = (appendOnly, address);

    /// <summary>The port, the same after a restart.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The process id; another one after a restart.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("redis-server does not run.");

    /// <summary>The StackExchange.Redis configuration that leads here.</summary>
    public string Configuration => $"{_address}:{Port}";

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="appendOnly">Whether every write is with the system when it is answered, and so outlives the process, killed or not; else nothing survives a restart. No test waits for a disk, which others keep busy.</param>
    /// <param name="address">Where it listens. Default 127.0.0.1.</param>
    public static async Task<RedisServer> StartAsync(bool appendOnly = false, string address = "127.0.0.1")
    {
        var server = new RedisServer(appendOnly, address);
        await server.RunAsync(master: null);
        return server;
    }

    /// <summary>Ends the server in good order.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await EndedAsync();
    }

    /// <summary>Ends the server as a crash does.</summary>
    public async Task KillAsync()
    {
        _process?.Kill();
        await EndedAsync();
    }

    /// <summary>Starts the server again on its port, after killing it where it still runs.</summary>
    /// <param name="keepData">Whether what it had on disk stays.</param>
    /// <param name="master">Whom it follows from its first moment on; null, the default: nobody.</param>
    public async Task RestartAsync(bool keepData = true, RedisServer? master = null)
    {
        await KillAsync();
        if (!keepData)
        {
            Directory.Delete(_folder, recursive: true);
            Directory.CreateDirectory(_folder);
        }

        await RunAsync(master);
    }

    /// <summary>The server hangs from now on: connections stay open, nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>The server goes on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Sends a command and returns what redis-cli prints for its answer; lists have one line each.</summary>
    /// <exception cref="InvalidOperationException">The server answered with an error, or not at all.</exception>
    public async Task<string> CommandAsync(params string[] command)
    {
        var (exitCode, output) = await RunToolAsync("redis-cli", ["-e", "-h", _address, "-p", Port.ToString(CultureInfo.InvariantCulture), .. command]);
        return exitCode == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"{command[0]}: {output}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(int ExitCode, string Output)> RunToolAsync(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private async Task RunAsync(RedisServer? master)
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", _address, "--protected-mode", "no", "--dir", _folder, "--save", "",
            "--appendonly", _appendOnly ? "yes" : "no", "--appendfsync", "no", "--logfile", "redis.log", "--daemonize", "no",
            .. master is null ? (string[])[] : ["--replicaof", master._address, master.Port.ToString(CultureInfo.InvariantCulture)],
        ]))!;
        Running.TryAdd(_process, 0);
        await Eventually.TrueAsync(AnswersAsync, $"redis-server answers on port {Port}");
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"redis-server ended with exit code {_process.ExitCode}, see {_folder}/redis.log");
        }

        return (await RunToolAsync("redis-cli", ["-h", _address, "-p", Port.ToString(CultureInfo.InvariantCulture), "PING"])).Output.Trim() == "PONG";
    }

    private async Task SignalAsync(string signal)
    {
        if (_process is { } process)
        {
            await RunToolAsync("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    private async Task EndedAsync()
    {
        if (_process is { } process)
        {
            await process.WaitForExitAsync();
            Running.TryRemove(process, out _);
            process.Dispose();
            _process = null;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Canary.TestKit;

namespace Canary.Benchmarks.Machine;

/// <summary>Starts programs on one core, with none of the .NET settings that this program happens to run with.</summary>
internal static class PinnedProcess
{
    /// <summary>The core of the proxy that is measured.</summary>
    public const int SubjectCore = 0;

    /// <summary>The core of backends and load.</summary>
    public const int LoadCore = 1;

    /// <summary>The nice value of what is started; set by <see cref="Priority"/>.</summary>
    public static int Nice { get; set; }

    /// <summary>Starts a program; the process id is its own, as <c>nice</c> and <c>taskset</c> become it.</summary>
    /// <param name="core">The core.</param>
    /// <param name="program">Its path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="yielding">By how much its nice value is above that of the others: what must not take time from them.</param>
    public static ChildProcess Start(int core, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, int yielding = 0)
    {
        if (Environment.ProcessorCount < 2)
        {
            throw new UsageException("The comparison needs two cores: one for the proxy, one for backends and load.");
        }

        var variables = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal) && name != "DOTNET_ROOT" || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal))
            .ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return ChildProcess.Start(
            Tool.Find("nice", "coreutils"), ["-n", $"{Math.Min(19, Nice + yielding)}", Tool.Find("taskset", "util-linux"), "-c", $"{core}", program, .. arguments], variables);
    }

    /// <summary>Lets a running program use other cores from now on, all its threads.</summary>
    public static async Task MoveAsync(int processId, params int[] cores)
    {
        var (exitCode, text) = await ChildProcess.RunAsync(Tool.Find("taskset", "util-linux"), ["-a", "-c", "-p", string.Join(',', cores), $"{processId}"]);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"taskset failed:\n{text}");
        }
    }

    /// <summary>Waits until a port of a program that was just started accepts connections.</summary>
    /// <exception cref="InvalidOperationException">The program ended instead.</exception>
    public static Task WaitForPortAsync(ChildProcess process, int port) => Eventually.TrueAsync(
        async () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"A program ended instead of listening on port {port}. It wrote:\n{process.Text}");
            }

            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        },
        $"port {port} accepts connections");

    /// <summary>Asks a program to end and waits until it is gone.</summary>
    public static async Task StopAsync(ChildProcess process)
    {
        if (!process.HasExited)
        {
            process.Terminate();
            await Task.WhenAny(process.WaitAsync(), Task.Delay(TimeSpan.FromSeconds(5)));
        }

        await process.DisposeAsync();
    }
}

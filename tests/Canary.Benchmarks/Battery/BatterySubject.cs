using System.Net;
using Canary.Benchmarks.Machine;
using Canary.TestKit;
using Canary.TestKit.Battery.Running;

namespace Canary.Benchmarks.Battery;

/// <summary>A proxy of the battery: a process of its own.</summary>
internal abstract class BatterySubject : IBatterySubject
{
    private ChildProcess? _process;

    /// <inheritdoc/>
    public IPEndPoint Http { get; protected init; } = FreeAddress();

    /// <inheritdoc/>
    public IPEndPoint Http2 { get; protected init; } = FreeAddress();

    /// <inheritdoc/>
    public abstract IPEndPoint? ToHttp2Backend { get; }

    /// <summary>Holds configurations; removed at the end.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("canary-battery-").FullName;

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await PinnedProcess.StopAsync(_process);
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    protected static IPEndPoint FreeAddress() => new(IPAddress.Loopback, FreePort.Next());

    /// <summary>Starts it, and waits until it listens.</summary>
    protected async Task<IBatterySubject> StartAsync(string program, params string[] arguments)
    {
        _process = ChildProcess.Start(program, arguments);
        await PinnedProcess.WaitForPortAsync(_process, Http.Port);
        return this;
    }
}

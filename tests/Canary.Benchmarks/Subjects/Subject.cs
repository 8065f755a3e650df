using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>A proxy under measurement: a process on its own core in front of one backend, with one configuration for all protocols.</summary>
/// <param name="name">Its name in tables and on the command line.</param>
/// <param name="title">What it is, for the legend.</param>
internal abstract class Subject(string name, string title) : IAsyncDisposable
{
    private ChildProcess? _process;

    /// <summary>Its name in tables.</summary>
    public string Name => name;

    /// <summary>What it is, for the legend.</summary>
    public string Title => title;

    /// <summary>Where it listens.</summary>
    public SubjectPorts Ports { get; } = SubjectPorts.Free();

    /// <summary>Its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{name} is not started.");

    /// <summary>The port of 127.0.0.1 that it forwards to.</summary>
    protected int BackendPort { get; private set; }

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="bench">Certificate and folder.</param>
    /// <param name="backendPort">The port of 127.0.0.1 that it forwards to.</param>
    public async Task StartAsync(Bench bench, int backendPort)
    {
        BackendPort = backendPort;
        _process = Launch(bench);
        foreach (var port in new[] { Ports.Http, Ports.H2c, Ports.Https })
        {
            await PinnedProcess.WaitForPortAsync(_process, port);
        }

        await PrepareAsync(bench);
    }

    /// <summary>Bytes allocated on the managed heap since the start; null where there is none.</summary>
    public virtual Task<double?> AllocatedBytesAsync() => Task.FromResult<double?>(null);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await PinnedProcess.StopAsync(_process);
        }
    }

    /// <summary>Starts the process.</summary>
    protected abstract ChildProcess Launch(Bench bench);

    /// <summary>What is to be done once it listens.</summary>
    protected virtual Task PrepareAsync(Bench bench) => Task.CompletedTask;
}

using System.Diagnostics;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Subjects;

/// <summary>A proxy under measurement: a process on its own core in front of one backend, with one configuration for all protocols.</summary>
/// <param name="name">Its name in tables and on the command line.</param>
internal abstract class Subject(string name) : IAsyncDisposable
{
    private ChildProcess? _process;

    /// <summary>Its name in tables.</summary>
    public string Name => name;

    /// <summary>Where it listens.</summary>
    public SubjectPorts Ports { get; } = SubjectPorts.Free();

    /// <summary>Its process id.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{name} is not started.");

    /// <summary>From the start of the process until it listened everywhere.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="bench">Backend, certificate and folder.</param>
    public async Task StartAsync(Bench bench)
    {
        await PrepareAsync(bench);
        var launched = Stopwatch.GetTimestamp();
        _process = Launch(bench);
        foreach (var port in new[] { Ports.Http, Ports.H2c, Ports.Https })
        {
            await PinnedProcess.WaitForPortAsync(_process, port);
        }

        StartTime = Stopwatch.GetElapsedTime(launched);
        await CompleteAsync();
    }

    /// <summary>Starts it, and asks it until it proxies.</summary>
    /// <returns>From the start of the process to the first answer.</returns>
    public async Task<TimeSpan> StartToFirstAnswerAsync(Bench bench)
    {
        await PrepareAsync(bench);
        var launched = Stopwatch.GetTimestamp();
        _process = Launch(bench);
        await FirstAnswer.WaitAsync(_process, Ports.Http);
        return Stopwatch.GetElapsedTime(launched);
    }

    /// <summary>What its .NET runtime did since the start; null where it has none.</summary>
    public virtual Task<RuntimeFigures?> ReadRuntimeAsync() => Task.FromResult<RuntimeFigures?>(null);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await PinnedProcess.StopAsync(_process);
        }
    }

    /// <summary>What is to be done before the start.</summary>
    protected virtual Task PrepareAsync(Bench bench) => Task.CompletedTask;

    /// <summary>What is to be done once it listens.</summary>
    protected virtual Task CompleteAsync() => Task.CompletedTask;

    /// <summary>Starts the process.</summary>
    protected abstract ChildProcess Launch(Bench bench);
}

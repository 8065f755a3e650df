using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures one subject once.</summary>
internal static class Round
{
    private const int WarmUpRequests = 50_000;
    private const int WarmUpMostTimes = 10;
    private const int WarmUpLastMethods = 30;
    private const int MostBreaks = 20;
    private static readonly TimeSpan Break = TimeSpan.FromMilliseconds(500);

    /// <summary>Puts the load on it and reads what it used meanwhile.</summary>
    public static async Task<Measurement> MeasureAsync(Subject subject, Func<Task<LoadResult>> send)
    {
        var before = await subject.ReadRuntimeAsync();
        var cpuBefore = ProcessTree.CpuOf(subject.ProcessId);
        var load = await send();
        var cpu = ProcessTree.CpuOf(subject.ProcessId) - cpuBefore;
        var after = await subject.ReadRuntimeAsync();
        return new Measurement(load, cpu.TotalMicroseconds / load.Requests, (after?.AllocatedBytes - before?.AllocatedBytes) / load.Requests, ProcessTree.ResidentBytesOf(subject.ProcessId));
    }

    /// <summary>Sends the load until the runtime compiles next to nothing any more.</summary>
    /// <remarks>A busy core leaves the compiler, which runs in the background, little time; so it gets breaks, until it has done what piled up.</remarks>
    public static async Task WarmUpAsync(Subject subject, Func<Task<LoadResult>> send)
    {
        var requests = 0L;
        for (var i = 0; i < WarmUpMostTimes; i++)
        {
            var before = await CompiledAsync(subject);
            requests += (await send()).Requests;
            if (before is null)
            {
                return;
            }

            var compiled = await RestAsync(subject);
            await Console.Error.WriteLineAsync($"{subject.Name}: {requests} requests to warm up, {compiled - before} methods compiled");
            if (requests >= WarmUpRequests && compiled - before <= WarmUpLastMethods)
            {
                return;
            }
        }
    }

    private static async Task<double?> RestAsync(Subject subject)
    {
        var compiled = await CompiledAsync(subject);
        for (var i = 0; i < MostBreaks; i++)
        {
            await Task.Delay(Break);
            var before = compiled;
            compiled = await CompiledAsync(subject);
            if (compiled == before)
            {
                break;
            }
        }

        return compiled;
    }

    private static async Task<double?> CompiledAsync(Subject subject) => (await subject.ReadRuntimeAsync())?.CompiledMethods;
}

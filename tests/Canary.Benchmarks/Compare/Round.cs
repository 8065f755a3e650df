using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures one subject once.</summary>
internal static class Round
{
    private const int WarmUpRequests = 50_000;
    private const int WarmUpMostTimes = 5;

    /// <summary>Puts the load on it and reads what it used meanwhile.</summary>
    public static async Task<Measurement> MeasureAsync(Subject subject, Func<Task<LoadResult>> send)
    {
        var allocatedBefore = await subject.AllocatedBytesAsync();
        var cpuBefore = ProcessTree.CpuOf(subject.ProcessId);
        var load = await send();
        var cpu = ProcessTree.CpuOf(subject.ProcessId) - cpuBefore;
        var allocated = await subject.AllocatedBytesAsync() - allocatedBefore;
        return new Measurement(load, cpu.TotalMicroseconds / load.Requests, allocated / load.Requests, ProcessTree.ResidentBytesOf(subject.ProcessId));
    }

    /// <summary>Sends the load until there were enough requests: the runtime compiles by calls, not by seconds, so a slow machine needs longer.</summary>
    public static async Task WarmUpAsync(Func<Task<LoadResult>> send)
    {
        var requests = 0L;
        for (var i = 0; i < WarmUpMostTimes && requests < WarmUpRequests; i++)
        {
            requests += (await send()).Requests;
        }
    }
}

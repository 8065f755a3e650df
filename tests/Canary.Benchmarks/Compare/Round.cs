using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures one subject once.</summary>
internal static class Round
{
    /// <summary>Puts the load on it and reads what it used meanwhile.</summary>
    public static async Task<Measurement> MeasureAsync(Scenario scenario, Bench bench, Subject subject, double seconds)
    {
        var allocatedBefore = await subject.AllocatedBytesAsync();
        var cpuBefore = ProcessTree.CpuOf(subject.ProcessId);
        var load = await scenario.RunAsync(bench, subject, seconds);
        var cpu = ProcessTree.CpuOf(subject.ProcessId) - cpuBefore;
        var allocated = await subject.AllocatedBytesAsync() - allocatedBefore;
        return new Measurement(load, cpu.TotalMicroseconds / load.Requests, allocated / load.Requests, ProcessTree.ResidentBytesOf(subject.ProcessId));
    }
}

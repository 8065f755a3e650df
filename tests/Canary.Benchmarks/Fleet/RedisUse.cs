using System.Diagnostics;
using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Fleet;

/// <summary>What Redis did in some time.</summary>
/// <param name="CoreShare">The part of one core that it used, 0 to 1, from the kernel's accounting.</param>
/// <param name="SimulationShare">The part of one core that this program used.</param>
/// <param name="CommandsPerSecond">Commands, those inside scripts included.</param>
/// <param name="SentBytesPerSecond">Bytes that it sent.</param>
internal sealed record RedisUse(double CoreShare, double SimulationShare, double CommandsPerSecond, double SentBytesPerSecond)
{
    /// <summary>Measures while something is done.</summary>
    public static async Task<RedisUse> MeasureAsync(RedisServer redis, Func<Task> work)
    {
        var before = await redis.CommandAsync("INFO", "stats");
        var (started, cpu, own) = (Stopwatch.GetTimestamp(), ProcessTree.CpuOf(redis.ProcessId), Environment.CpuUsage.TotalTime);
        await work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var (cpuAfter, ownAfter, after) = (ProcessTree.CpuOf(redis.ProcessId), Environment.CpuUsage.TotalTime, await redis.CommandAsync("INFO", "stats"));
        double PerSecond(string name) => (Read(after, name) - Read(before, name)) / seconds;
        return new RedisUse(
            (cpuAfter - cpu).TotalSeconds / seconds, (ownAfter - own).TotalSeconds / seconds, PerSecond("total_commands_processed:"), PerSecond("total_net_output_bytes:"));
    }

    private static double Read(string info, string name) => double.Parse(
        info.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
}

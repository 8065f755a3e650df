using System.Diagnostics;
using System.Globalization;
using Canary.Benchmarks.Machine;
using Canary.TestKit;

namespace Canary.Benchmarks.Fleet;

/// <summary>What Redis did in some time.</summary>
/// <param name="CoreShare">The part of one core that it used, 0 to 1, from the kernel's accounting.</param>
/// <param name="CommandsPerSecond">Commands, those inside scripts included.</param>
/// <param name="SentBytesPerSecond">Bytes that it sent.</param>
internal sealed record RedisUse(double CoreShare, double CommandsPerSecond, double SentBytesPerSecond)
{
    /// <summary>Measures while something is done.</summary>
    public static async Task<RedisUse> MeasureAsync(RedisServer redis, Func<Task> work)
    {
        var (started, cpu, before) = (Stopwatch.GetTimestamp(), ProcessTree.CpuOf(redis.ProcessId), await redis.CommandAsync("INFO", "stats"));
        await work();
        var after = await redis.CommandAsync("INFO", "stats");
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double PerSecond(string name) => (Read(after, name) - Read(before, name)) / seconds;
        return new RedisUse((ProcessTree.CpuOf(redis.ProcessId) - cpu).TotalSeconds / seconds, PerSecond("total_commands_processed:"), PerSecond("total_net_output_bytes:"));
    }

    private static double Read(string info, string name) => double.Parse(
        info.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
}

using System.Diagnostics;
using System.Globalization;

namespace Canary.Benchmarks.Machine;

/// <summary>How much of the machine others used meanwhile: all that is not this program and its children. Says how far to trust a run.</summary>
internal sealed class OtherLoad
{
    private const double TicksPerSecond = 100;
    private readonly TimeSpan _busy = Busy();
    private readonly TimeSpan _ours = ProcessTree.CpuWithEndedOf(Environment.ProcessId);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The share of all cores since this was made, 0 to 1.</summary>
    public double Share()
    {
        var others = Busy() - _busy - (ProcessTree.CpuWithEndedOf(Environment.ProcessId) - _ours);
        return Math.Max(0, others / (Stopwatch.GetElapsedTime(_started) * Environment.ProcessorCount));
    }

    // "cpu user nice system idle iowait irq softirq steal ...", in ticks of all cores.
    private static TimeSpan Busy()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1).Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return TimeSpan.FromSeconds((fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]) / TicksPerSecond);
    }
}

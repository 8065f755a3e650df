using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Canary.Gateway.Telemetry;

/// <summary>The usual metrics of the process and the runtime.</summary>
internal static class ProcessFamilies
{
    private const string DescriptorsPath = "/proc/self/fd";
    private const string LimitsPath = "/proc/self/limits";

    /// <summary>All families, in the order of the page. File descriptors are known on Linux only.</summary>
    public static IReadOnlyList<MetricFamily> Create() =>
    [
        .. ProcessWide(),
        .. OperatingSystem.IsLinux() ? Descriptors() : [],
        .. GarbageCollection(),
        .. Runtime(),
    ];

    private static IEnumerable<MetricFamily> ProcessWide()
    {
        yield return Counter("process_cpu_seconds_total", "Processor time used, in user and system mode.", () => Environment.CpuUsage.TotalTime.TotalSeconds, "seconds");
        yield return Gauge("process_resident_memory_bytes", "Memory in RAM.", () => Environment.WorkingSet, "bytes");
        yield return Gauge("process_virtual_memory_bytes", "Size of the address space.", () => OfProcess(p => p.VirtualMemorySize64), "bytes");
        yield return Gauge("process_num_threads", "Threads of the operating system.", () => OfProcess(p => p.Threads.Count));
        var startedAt = OfProcess(p => (p.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        yield return Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", () => startedAt, "seconds");
    }

    private static IEnumerable<MetricFamily> Descriptors()
    {
        yield return Gauge("process_open_fds", "Open file descriptors.", () => Directory.EnumerateFileSystemEntries(DescriptorsPath).Count());
        yield return Gauge("process_max_fds", "The most file descriptors that may be open.", MaxDescriptors);
    }

    private static IEnumerable<MetricFamily> GarbageCollection()
    {
        yield return new("dotnet_gc_collections_total", MetricType.Counter, "Garbage collections that included a generation; those of older ones include the younger.",
            ["generation"], () => Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => new Sample(GC.CollectionCount(g), g.ToString(CultureInfo.InvariantCulture))));
        yield return Gauge("dotnet_gc_heap_size_bytes", "Size of the managed heap at the last collection.", () => GC.GetGCMemoryInfo().HeapSizeBytes, "bytes");
        yield return Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated on the managed heap.", () => GC.GetTotalAllocatedBytes(), "bytes");
        yield return Counter("dotnet_gc_pause_seconds_total", "Time for which collections held all threads.", () => GC.GetTotalPauseDuration().TotalSeconds, "seconds");
    }

    private static IEnumerable<MetricFamily> Runtime()
    {
        yield return Gauge("dotnet_threadpool_threads", "Threads of the thread pool.", () => ThreadPool.ThreadCount);
        yield return Gauge("dotnet_threadpool_queue_length", "Work items that wait for a thread.", () => ThreadPool.PendingWorkItemCount);
        yield return Counter("dotnet_threadpool_completed_items_total", "Work items that the thread pool finished.", () => ThreadPool.CompletedWorkItemCount);
        yield return Counter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a lock.", () => Monitor.LockContentionCount);
        yield return Counter("dotnet_jit_compiled_methods_total", "Methods compiled while running.", () => JitInfo.GetCompiledMethodCount());
        yield return Counter("dotnet_jit_compilation_seconds_total", "Time spent compiling methods.", () => JitInfo.GetCompilationTime().TotalSeconds, "seconds");
    }

    private static MetricFamily Counter(string name, string help, Func<double> read, string? unit = null) =>
        MetricFamily.Single(name, MetricType.Counter, help, read, unit);

    private static MetricFamily Gauge(string name, string help, Func<double> read, string? unit = null) =>
        MetricFamily.Single(name, MetricType.Gauge, help, read, unit);

    private static double OfProcess(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }

    // "Max open files            1024                 524288               files": the soft limit counts.
    private static double MaxDescriptors()
    {
        var line = File.ReadLines(LimitsPath).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal)) ?? "";
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns.Length > 3 && double.TryParse(columns[3], CultureInfo.InvariantCulture, out var limit) ? limit : double.PositiveInfinity;
    }
}

using System.Diagnostics;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Tests.Telemetry;

public sealed class ProcessFamiliesTests
{
    private readonly IReadOnlyList<MetricFamily> _families = ProcessFamilies.Create();

    [Fact]
    public void Create_OnThisMachine_EveryValueIsAReadableNumber()
    {
        foreach (var family in _families)
        {
            family.Read().ShouldNotBeEmpty(family.Name);
            family.Read().ShouldAllBe(sample => double.IsFinite(sample.Value) && sample.Value >= 0, family.Name);
        }
    }

    [Fact]
    public void Create_OnThisMachine_TellsOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        var startedAt = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0;

        Value("process_start_time_seconds").ShouldBe(startedAt, tolerance: 1);
        Value("process_resident_memory_bytes").ShouldBeGreaterThan(1_000_000);
        Value("process_virtual_memory_bytes").ShouldBeGreaterThan(Value("process_resident_memory_bytes"));
        Value("process_cpu_seconds_total").ShouldBeGreaterThan(0);
        Value("process_num_threads").ShouldBeGreaterThan(1);
        Value("dotnet_gc_allocated_bytes_total").ShouldBeGreaterThan(0);
        Value("dotnet_jit_compiled_methods_total").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Create_OnLinux_CountsFileDescriptors()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "File descriptors are read from /proc.");

        Value("process_open_fds").ShouldBeInRange(3, Value("process_max_fds"));
        using var opened = File.OpenRead("/proc/self/limits");
        Value("process_open_fds").ShouldBeGreaterThan(3);
    }

    private double Value(string name) => _families.Single(family => family.Name == name).Read().First().Value;
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Canary.TestKit.Fuzzing;

/// <summary>How long this thread has computed, which does not grow while a busy machine lets others compute. Time that passes, where the system does not tell.</summary>
internal static class ThreadTime
{
    private const int ThreadClockOfLinux = 3;

    /// <summary>The time so far, to be compared with that of the same thread only.</summary>
    public static TimeSpan Now =>
        OperatingSystem.IsLinux() && clock_gettime(ThreadClockOfLinux, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1_000)
            : Stopwatch.GetElapsedTime(0);

#pragma warning disable CA5392, SYSLIB1054, IDE1006 // The C library is found by the system, under its own names; generated marshalling would need unsafe code.
    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out Time time);
#pragma warning restore CA5392, SYSLIB1054, IDE1006

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}

using System.Globalization;

namespace Canary.Benchmarks.Machine;

/// <summary>Gives this terminal's processes precedence over the rest of the machine until disposed, so that a machine that others use too gives figures at all.</summary>
internal sealed class Priority : IDisposable
{
    // Where the kernel groups processes by terminal session, the nice value of a process only counts inside its group.
    private const string GroupFile = "/proc/self/autogroup";
    private readonly string? _before;

    /// <summary>Sets it.</summary>
    /// <param name="nice">-20 (first) to 19; 0 leaves all as it is. Below 0 needs root.</param>
    public Priority(int nice)
    {
        PinnedProcess.Nice = nice;
        if (nice != 0 && File.Exists(GroupFile))
        {
            // "/autogroup-17 nice 0"
            _before = File.ReadAllText(GroupFile).Trim().Split(' ')[^1];
            File.WriteAllText(GroupFile, nice.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_before is not null)
        {
            File.WriteAllText(GroupFile, _before);
        }
    }
}

using System.Globalization;

namespace Canary.Benchmarks.Machine;

/// <summary>What a process and its descendants use, from the kernel's accounting in <c>/proc</c>.</summary>
internal static class ProcessTree
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of the process and its living descendants, in user and system mode.</summary>
    public static TimeSpan CpuOf(int processId) =>
        TimeSpan.FromSeconds(MembersOf(processId).Sum(p => p.OwnTicks) / TicksPerSecond);

    /// <summary>The same, with what ended descendants have used.</summary>
    public static TimeSpan CpuWithEndedOf(int processId) =>
        TimeSpan.FromSeconds(MembersOf(processId).Sum(p => p.OwnTicks + p.EndedTicks) / TicksPerSecond);

    /// <summary>Memory of the process and its descendants that is in RAM, in bytes. Pages that they share count for each.</summary>
    public static long ResidentBytesOf(int processId) => MembersOf(processId).Sum(p => ResidentBytes(p.Id));

    private static List<Member> MembersOf(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<Member>().ToList();
        var members = all.Where(p => p.Id == root).ToList();
        for (var i = 0; i < members.Count; i++)
        {
            members.AddRange(all.Where(p => p.ParentId == members[i].Id));
        }

        return members;
    }

    private static Member? Read(int id)
    {
        try
        {
            // "42 (a name) S 1 ...": the name may contain anything, so fields are counted after its last bracket.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long Ticks(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            return new Member(id, (int)Ticks(1), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));
        }
        catch (IOException)
        {
            // It ended since the folder was listed.
            return null;
        }
    }

    private static long ResidentBytes(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private sealed record Member(int Id, int ParentId, long OwnTicks, long EndedTicks);
}

using System.Globalization;
using Canary.Benchmarks.Loads;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Compare;

/// <summary>Measures one subject once.</summary>
internal static class Round
{
    /// <summary>The requests after which hardly anything is compiled any more.</summary>
    public const long WarmUpRequests = 400_000;

    private const int WarmUpMostTimes = 40;
    private const int WarmUpQuietTimes = 2;
    private const double CompilerQuietShare = 0.02;

    /// <summary>Puts the load on it and reads what it used meanwhile.</summary>
    public static async Task<Measurement> MeasureAsync(Subject subject, Func<Task<LoadResult>> send)
    {
        var before = await subject.ReadRuntimeAsync();
        var cpuBefore = ProcessTree.CpuOf(subject.ProcessId);
        var load = await send();
        var cpu = ProcessTree.CpuOf(subject.ProcessId) - cpuBefore;
        var after = await subject.ReadRuntimeAsync();
        return new Measurement(load, cpu.TotalMicroseconds / load.Requests, (after?.AllocatedBytes - before?.AllocatedBytes) / load.Requests, ProcessTree.ResidentBytesOf(subject.ProcessId));
    }

    /// <summary>Sends the load until the runtime compiles next to nothing any more: for a minute or two after the start, less for another load later.</summary>
    /// <remarks>
    /// It compiles in stages, in the background, and pauses between them. One busy core leaves it little time, so meanwhile the
    /// subject may use the load's core too.
    /// </remarks>
    /// <param name="subject">Who gets it.</param>
    /// <param name="requests">The fewest requests.</param>
    /// <param name="send">Sends it once.</param>
    public static async Task WarmUpAsync(Subject subject, long requests, Func<Task<LoadResult>> send)
    {
        await PinnedProcess.MoveAsync(subject.ProcessId, PinnedProcess.SubjectCore, PinnedProcess.LoadCore);
        var (sent, quiet, share) = (0L, 0, 0.0);
        for (var i = 0; i < WarmUpMostTimes && (quiet < WarmUpQuietTimes || sent < requests); i++)
        {
            var before = await subject.ReadRuntimeAsync();
            var load = await send();
            sent += load.Requests;
            if (before is null)
            {
                // It has no runtime that compiles.
                break;
            }

            share = ((await subject.ReadRuntimeAsync())!.CompilerSeconds - before.CompilerSeconds) / load.Seconds;
            quiet = share <= CompilerQuietShare ? quiet + 1 : 0;
        }

        await PinnedProcess.MoveAsync(subject.ProcessId, PinnedProcess.SubjectCore);
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{subject.Name} is warm after {sent:N0} requests; compiling takes {share:P1} of the time"));
    }
}

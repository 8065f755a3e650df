using System.Diagnostics.Tracing;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;
using Canary.TestKit;
using Microsoft.Diagnostics.NETCore.Client;

namespace Canary.Benchmarks.Idle;

/// <summary>The memory of a subject with a .NET runtime, before and after a full collection.</summary>
internal sealed record MemoryUse(long ResidentBytes, long CollectedResidentBytes, double HeapBytes)
{
    // "Collect now" is what enabling this keyword of the runtime's events means.
    private const string RuntimeEvents = "Microsoft-Windows-DotNETRuntime";
    private const long CollectKeyword = 0x800000;

    /// <summary>Reads it.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="settling">How long nothing happens before.</param>
    public static async Task<MemoryUse> ReadAsync(Subject subject, TimeSpan settling)
    {
        await Task.Delay(settling);
        var resident = ProcessTree.ResidentBytesOf(subject.ProcessId);

        // Twice, as what the first one finalises only the second one frees.
        await CollectAsync(subject);
        var figures = await CollectAsync(subject);
        return new MemoryUse(resident, ProcessTree.ResidentBytesOf(subject.ProcessId), figures.HeapBytes);
    }

    private static async Task<RuntimeFigures> CollectAsync(Subject subject)
    {
        var before = (await subject.ReadRuntimeAsync())!;
        var after = before;
        var provider = new EventPipeProvider(RuntimeEvents, EventLevel.Informational, CollectKeyword);
        using (var session = new DiagnosticsClient(subject.ProcessId).StartEventPipeSession([provider], requestRundown: false, circularBufferMB: 1))
        {
            var events = session.EventStream.CopyToAsync(Stream.Null);
            await Eventually.TrueAsync(
                async () => (after = (await subject.ReadRuntimeAsync())!).FullCollections > before.FullCollections, $"{subject.Name} collects");
            await session.StopAsync(CancellationToken.None);
            await events;
        }

        return after;
    }
}

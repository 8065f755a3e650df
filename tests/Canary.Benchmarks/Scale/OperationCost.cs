using System.Diagnostics;
using Canary.Benchmarks.Compare;
using Canary.Benchmarks.Machine;
using Canary.Benchmarks.Subjects;

namespace Canary.Benchmarks.Scale;

/// <summary>What one operation of the admin listener costs.</summary>
/// <param name="Milliseconds">From the call to its answer; a change is then in effect.</param>
/// <param name="CpuMilliseconds">Processor time of the gateway for each, on average.</param>
/// <param name="AnswerBytes">Length of the answer.</param>
internal sealed record OperationCost(Spread Milliseconds, double CpuMilliseconds, long AnswerBytes)
{
    /// <summary>Makes calls, one after the other.</summary>
    /// <param name="gateway">Whose processor time counts.</param>
    /// <param name="count">How many calls.</param>
    /// <param name="call">Makes the n-th.</param>
    public static async Task<OperationCost> MeasureAsync(GatewaySubject gateway, int count, Func<int, Task<HttpResponseMessage>> call)
    {
        var times = new List<double>();
        var bytes = 0L;
        var before = ProcessTree.CpuOf(gateway.ProcessId);
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            bytes = await AdminCalls.SendAsync(call, i);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var cpu = ProcessTree.CpuOf(gateway.ProcessId) - before;
        return new OperationCost(Spread.Of(times), cpu.TotalMilliseconds / count, bytes);
    }
}

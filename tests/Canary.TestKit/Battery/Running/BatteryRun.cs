using System.Collections.Concurrent;

namespace Canary.TestKit.Battery.Running;

/// <summary>All cases against one kind of proxy, on several lanes at once.</summary>
public sealed class BatteryRun
{
    private readonly Dictionary<BatteryCase, TaskCompletionSource<Exchange?>> _results;

    private BatteryRun(IReadOnlyList<BatteryCase> cases) =>
        _results = cases.ToDictionary(c => c, _ => new TaskCompletionSource<Exchange?>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Ends when all cases are done and all lanes are gone.</summary>
    public Task Whole { get; private set; } = Task.CompletedTask;

    /// <summary>Starts one.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="lanes">On how many lanes; one more takes the slow ones.</param>
    /// <param name="startSubject">Starts a proxy in front of an HTTP/1.1 and an HTTP/2 backend's port.</param>
    public static BatteryRun Start(IReadOnlyList<BatteryCase> cases, int lanes, Func<int, int, Task<IBatterySubject>> startSubject)
    {
        var run = new BatteryRun(cases);
        var queue = new ConcurrentQueue<BatteryCase>(cases.Where(c => !c.IsSlow));
        run.Whole = Task.WhenAll(
        [
            .. Enumerable.Range(0, lanes).Select(_ => run.RunLaneAsync(queue, startSubject)),
            run.RunSlowAsync([.. cases.Where(c => c.IsSlow)], startSubject),
        ]);
        return run;
    }

    /// <summary>What was seen of a case; null: the proxy can't do such things at all.</summary>
    public async Task<Exchange?> ResultOf(BatteryCase @case)
    {
        if (await Task.WhenAny(_results[@case].Task, Whole) == Whole)
        {
            // Where no proxy could be started this says why.
            await Whole;
        }

        return await _results[@case].Task;
    }

    private async Task RunLaneAsync(ConcurrentQueue<BatteryCase> queue, Func<int, int, Task<IBatterySubject>> startSubject)
    {
        await using var lane = await BatteryLane.StartAsync(startSubject);
        while (queue.TryDequeue(out var next))
        {
            await KeepAsync(next, BatteryRunner.RunAsync(next, lane));
        }
    }

    private async Task RunSlowAsync(IReadOnlyList<BatteryCase> cases, Func<int, int, Task<IBatterySubject>> startSubject)
    {
        await using var lane = await BatteryLane.StartAsync(startSubject);
        await Task.WhenAll(cases.Select(c => KeepAsync(c, BatteryRunner.RunSlowAsync(c, lane))));
    }

    private async Task KeepAsync(BatteryCase @case, Task<Exchange?> running)
    {
        try
        {
            _results[@case].SetResult(await running);
        }
        catch (Exception exception)
        {
            _results[@case].SetException(exception);
        }
    }
}

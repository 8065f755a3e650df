namespace Canary.Benchmarks.Disturbed;

/// <summary>What one disturbance has done, and the tasks that do it.</summary>
/// <remarks>Added to by any thread, read by the one that prints it.</remarks>
internal sealed class Progress
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _done;

    /// <summary>How much so far, in the unit of the disturbance.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Ends, with the error, when any of the tasks fails; never else.</summary>
    public Task Failure => _failed.Task;

    /// <summary>Counts.</summary>
    public void Add(long amount = 1) => Interlocked.Add(ref _done, amount);

    /// <summary>Does something on and on beside the rest.</summary>
    public void Run(Func<Task> work) => Task.Run(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    });

    /// <summary>Begins something at a steady rate, whether or not earlier ones have ended.</summary>
    public void Repeat(double perSecond, Func<Task> work) => Run(async () =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        while (await timer.WaitForNextTickAsync())
        {
            Run(work);
        }
    });
}

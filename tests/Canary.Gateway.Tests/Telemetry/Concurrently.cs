namespace Canary.Gateway.Tests.Telemetry;

/// <summary>Runs the same work on several threads of its own that begin together.</summary>
internal static class Concurrently
{
    /// <summary>Returns when all have ended.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="work">Gets the thread's number, from 0.</param>
    public static void Run(int threads, Action<int> work)
    {
        using var together = new Barrier(threads);
        var running = Enumerable.Range(0, threads).Select(number => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                work(number);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        Task.WaitAll(running);
    }
}

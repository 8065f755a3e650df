using System.Collections.Concurrent;
using System.Diagnostics;

namespace Canary.Benchmarks.Fleet;

/// <summary>When one revision came into force in each gateway.</summary>
/// <remarks>Gateways add from their own tasks; one revision is awaited at a time.</remarks>
internal sealed class Arrivals(int gateways)
{
    private readonly ConcurrentQueue<long> _at = [];
    private TaskCompletionSource _all = new();
    private long _revision;

    /// <summary>Waits for a revision from now on.</summary>
    public void Expect(long revision)
    {
        _at.Clear();
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _revision, revision);
    }

    /// <summary>A gateway has put a revision into force.</summary>
    public void Add(long revision)
    {
        if (revision != Volatile.Read(ref _revision))
        {
            return;
        }

        _at.Enqueue(Stopwatch.GetTimestamp());
        if (_at.Count == gateways)
        {
            _all.TrySetResult();
        }
    }

    /// <summary>The milliseconds after <paramref name="since"/> at which each gateway had it, in order.</summary>
    /// <exception cref="TimeoutException">Not all of them have it in half a minute.</exception>
    public async Task<double[]> AllAsync(long since)
    {
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return SoFar(since);
    }

    /// <summary>The same of those that have it by now.</summary>
    public double[] SoFar(long since) => [.. _at.Select(at => Stopwatch.GetElapsedTime(since, at).TotalMilliseconds).Order()];
}

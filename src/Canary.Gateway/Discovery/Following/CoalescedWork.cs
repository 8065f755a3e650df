namespace Canary.Gateway.Discovery.Following;

/// <summary>Does something after it was asked for, once for all who ask meanwhile, one after the other.</summary>
internal sealed class CoalescedWork : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task> _work;
    private readonly TimeSpan _gather;
    private readonly TimeSpan _rest;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _asked = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Waits to be asked.</summary>
    /// <param name="work">What is done; it deals with its own failures.</param>
    /// <param name="gather">How long others may ask, before it is done for all of them.</param>
    /// <param name="rest">How long it is not done afterwards.</param>
    /// <param name="time">The clock.</param>
    public CoalescedWork(Func<CancellationToken, Task> work, TimeSpan gather, TimeSpan rest, TimeProvider time)
    {
        (_work, _gather, _rest, _time) = (work, gather, rest, time);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Whether it was asked for and has not begun.</summary>
    public bool IsPending => _asked.CurrentCount > 0;

    /// <summary>Asks for it.</summary>
    public void Ask()
    {
        try
        {
            _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already asked for.
        }
    }

    /// <summary>Ends it. What is <see cref="IsPending"/> is not done any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // Asked for while it gathers or works: it is done once more.
                await _asked.WaitAsync(_stopping.Token);
                await Task.Delay(_gather, _time, _stopping.Token);
                await _work(_stopping.Token);
                await Task.Delay(_rest, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
    }
}

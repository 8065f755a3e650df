using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Exposure;

/// <summary>Something that the store is told again and again, and a last time when this stops. That the store is away is logged once, until it is back.</summary>
/// <param name="notTold">Logs why the store could not be told.</param>
internal sealed class RepeatedReport(Action<string> notTold) : IAsyncDisposable
{
    private Rounds? _rounds;
    private Func<Task>? _last;
    private bool _failed;

    /// <summary>Begins.</summary>
    /// <param name="interval">From one round to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="round">One round.</param>
    /// <param name="last">The last one, when no other runs any more.</param>
    /// <param name="logger">Where failures of rounds go.</param>
    public void Start(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, Func<Task> last, ILogger logger) =>
        (_last, _rounds) = (last, new Rounds(interval, time, round, logger));

    /// <summary>Stops, after the last round; where it never began, does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _rounds, null) is { } rounds)
        {
            await rounds.DisposeAsync();
            await _last!();
        }
    }

    /// <summary>Tells the store.</summary>
    /// <returns>Whether it was told; false where it does not answer.</returns>
    public async Task<bool> TellAsync(Func<Task> tell)
    {
        try
        {
            await tell();
            _failed = false;
            return true;
        }
        catch (StoreUnavailableException exception)
        {
            if (!_failed)
            {
                notTold(exception.Message);
            }

            _failed = true;
            return false;
        }
    }
}

namespace Canary.Gateway.Control.Exposure;

/// <summary>Does the same again and again, beside the traffic, until it is stopped. A round that fails is logged; the next one comes.</summary>
internal sealed partial class Rounds : IAsyncDisposable
{
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, Task> _round;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Begins.</summary>
    /// <param name="interval">From one round to the next; a round that takes longer delays it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="round">What is done; one at a time.</param>
    /// <param name="logger">Where failures go.</param>
    public Rounds(TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> round, ILogger logger)
    {
        (_interval, _time, _round, _logger) = (interval, time, round, logger);
        _loop = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Stops; returns when no round runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_interval, _time);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _round(_stopping.Token);
                await timer.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.RoundFailed(_logger, exception);
                await Task.WhenAny(Task.Delay(_interval, _time, _stopping.Token));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1250, LogLevel.Error, "A round of exchanging exposure and counts of rollouts failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}

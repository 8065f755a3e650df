using Canary.Gateway.Control.Leading;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Notifications.Delivery;

/// <summary>Delivers events, on the one gateway that leads: each sink by a task of its own, so that one that is slow or away delays no other.</summary>
internal sealed partial class NotificationDelivery : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly IGatewayStore _store;
    private readonly Leadership _leadership;
    private readonly SinkDelivery _delivery;
    private readonly NotificationMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<NotificationDelivery> _logger;
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private long _trimmedAt;

    public NotificationDelivery(
        IGatewayStore store, Leadership leadership, SinkDelivery delivery, NotificationMetrics metrics, TimeProvider time, ILogger<NotificationDelivery> logger)
    {
        (_store, _leadership, _delivery, _metrics, _time, _logger) = (store, leadership, delivery, metrics, time, logger);
        _trimmedAt = time.GetTimestamp();
        _store.Announced += OnAnnounced;
    }

    /// <summary>Begins to deliver, whenever this gateway leads.</summary>
    public void Start() => _loop = Task.Run(DeliverAsync, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _store.Announced -= OnAnnounced;
        await _stopping.CancelAsync();
        await _loop;
        await Task.WhenAll(_running.Values);
        _stopping.Dispose();
        _wake.Dispose();
    }

    private void OnAnnounced(long revision)
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken; one round sees everything.
        }
        catch (ObjectDisposedException)
        {
            // Announced while this gateway stops.
        }
    }

    private async Task DeliverAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await RoundAsync();
                await WaitAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(_logger, exception.Message);
                await Task.WhenAny(Task.Delay(Interval, _time, _stopping.Token));
            }
            catch (Exception exception)
            {
                // The loop is what makes events arrive; whatever happens to one round, the next one comes.
                Log.RoundFailed(_logger, exception);
                await Task.WhenAny(Task.Delay(Interval, _time, _stopping.Token));
            }
        }
    }

    private async Task WaitAsync()
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(_wake.WaitAsync(woken.Token), Task.Delay(Interval, _time, woken.Token));
        await woken.CancelAsync();
        _stopping.Token.ThrowIfCancellationRequested();
    }

    private async Task RoundAsync()
    {
        var sinks = await _store.ReadDocumentsAsync(DocumentKinds.Sinks, _stopping.Token);
        _metrics.Known([.. sinks.Select(sink => sink.Name)]);
        if (_leadership.Current is not { } lease)
        {
            return;
        }

        foreach (var ended in _running.Where(run => run.Value.IsCompleted).Select(run => run.Key).ToList())
        {
            _running.Remove(ended);
        }

        foreach (var sink in sinks.Where(sink => !_running.ContainsKey(sink.Name)))
        {
            _running[sink.Name] = Task.Run(() => DeliverAsync(sink, lease), CancellationToken.None);
        }

        if (_time.GetElapsedTime(_trimmedAt) >= TrimInterval)
        {
            _trimmedAt = _time.GetTimestamp();
            await TrimAsync(sinks);
        }
    }

    private async Task DeliverAsync(StoredRecord sink, Lease lease)
    {
        try
        {
            await _delivery.RunAsync(sink, lease, () => _leadership.Clock.Now, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            Log.SinkFailed(_logger, sink.Name, exception);
        }
    }

    private async Task TrimAsync(IReadOnlyList<StoredRecord> sinks)
    {
        var progress = (await _store.ReadDocumentsAsync(DocumentKinds.Deliveries, _stopping.Token)).ToDictionary(known => known.Name, known => DeliveryProgress.Read(known.Json));
        if (sinks.Count > 0 && sinks.All(sink => progress.ContainsKey(sink.Name)))
        {
            await _store.TrimOutboxAsync(sinks.Min(sink => progress[sink.Name].FirstNeeded) - 1, _stopping.Token);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Warning, "Notifications stand still, the store does not answer: {Problem}")]
        public static partial void StoreUnavailable(ILogger logger, string problem);

        [LoggerMessage(1201, LogLevel.Error, "A round of delivering notifications failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(1202, LogLevel.Error, "Delivering to sink '{Sink}' failed")]
        public static partial void SinkFailed(ILogger logger, string sink, Exception exception);
    }
}

using Canary.Core.Selection;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Tells the store that this gateway lives, which revision it has applied and whether it leads: every few seconds, and after each change.</summary>
internal sealed partial class InstanceAnnouncer : IAsyncDisposable
{
    /// <summary>After so long without a word a gateway counts as gone.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Bounds what a thousand gateways write during twenty changes a second.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IServiceStore _store;
    private readonly SnapshotSync _sync;
    private readonly SnapshotState _state;
    private readonly Leadership? _leadership;
    private readonly InstanceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<InstanceAnnouncer> _logger;
    private readonly DateTimeOffset _startedAt;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;
    private bool _failed;

    public InstanceAnnouncer(
        IServiceStore store, SnapshotSync sync, SnapshotState state, InstanceOptions options, TimeProvider time, ILogger<InstanceAnnouncer> logger, Leadership? leadership = null)
    {
        (_store, _sync, _state, _leadership, _options, _time, _logger) = (store, sync, state, leadership, options, time, logger);
        _startedAt = time.GetUtcNow();
        _sync.Applied += OnApplied;
        if (_leadership is not null)
        {
            _leadership.Changed += Wake;
        }
    }

    /// <summary>Begins to announce.</summary>
    public void Start() => _loop = Task.Run(AnnounceAsync, CancellationToken.None);

    /// <summary>Stops, and takes this gateway off the list.</summary>
    public async ValueTask DisposeAsync()
    {
        _sync.Applied -= OnApplied;
        if (_leadership is not null)
        {
            _leadership.Changed -= Wake;
        }

        await _stopping.CancelAsync();
        await _loop;
        try
        {
            await _store.RemoveInstanceAsync(_options.Id, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            Log.NotRemoved(_logger, exception.Message);
        }

        _stopping.Dispose();
        _wake.Dispose();
    }

    private void OnApplied(Snapshot snapshot) => Wake();

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // One announcement says the newest of everything.
        }
    }

    private async Task AnnounceAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var now = _time.GetUtcNow();
                await _store.AnnounceInstanceAsync(
                    new InstanceInfo(_options.Id, GatewayVersion.Current, _state.Current.Revision, _startedAt, now) { LeaseToken = _leadership?.Current?.Token ?? 0 },
                    _stopping.Token);
                _failed = false;
                await Task.Delay(Pause, _time, _stopping.Token);
                await _wake.WaitAsync(Interval, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                if (!_failed)
                {
                    Log.NotAnnounced(_logger, exception.Message);
                }

                _failed = true;
                await Task.WhenAny(Task.Delay(Interval, _time, _stopping.Token));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "This gateway could not be announced to the store: {Problem}")]
        public static partial void NotAnnounced(ILogger logger, string problem);

        [LoggerMessage(1111, LogLevel.Warning, "This gateway could not be taken off the list of instances, it ages out by itself: {Problem}")]
        public static partial void NotRemoved(ILogger logger, string problem);
    }
}

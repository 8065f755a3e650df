using Canary.Core.Selection;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control;

/// <summary>Keeps the snapshot in force equal to the store: told of changes, and asking at every interval as announcements can be lost. The only writer of <see cref="SnapshotState"/>.</summary>
/// <remarks>
/// Never goes back to a lower revision or to another store's, and never replaces a good snapshot by an invalid one;
/// what is refused is said in <see cref="SnapshotState.Refusal"/>, counted and logged once.
/// </remarks>
internal sealed partial class SnapshotSync : IAsyncDisposable
{
    private readonly IServiceStore _store;
    private readonly SnapshotState _state;
    private readonly GatewayMetrics _metrics;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SnapshotSync> _logger;
    private readonly RevisionWaiters _waiters = new();
    private readonly StoreScrub _scrub;
    private readonly ScrubPace _scrubPace;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private ISnapshotConsumer? _consumer;
    private Task _loop = Task.CompletedTask;
    private string? _scrubProblem;
    private bool _storeIsSilent;

    public SnapshotSync(IServiceStore store, SnapshotState state, GatewayMetrics metrics, StoreOptions options, TimeProvider time, ILogger<SnapshotSync> logger)
    {
        (_store, _state, _metrics, _options, _time, _logger) = (store, state, metrics, options, time, logger);
        _scrub = new StoreScrub(store);
        _scrubPace = new ScrubPace(store, time);
        _store.Announced += OnAnnounced;
    }

    /// <summary>Called with every snapshot that came into force, on the task that put it there; must return at once.</summary>
    public event Action<Snapshot>? Applied;

    /// <summary>Serves <paramref name="lastGood"/> where there is one, asks the store once, then follows it until disposal.</summary>
    public async Task StartAsync(ISnapshotConsumer consumer, StoreChanges? lastGood, CancellationToken cancellation)
    {
        _consumer = consumer;
        if (lastGood is not null)
        {
            await TakeAsync(Snapshot.Empty, lastGood, cancellation);
        }

        await TrySyncAsync(cancellation);
        _loop = Task.Run(FollowAsync, CancellationToken.None);
    }

    /// <summary>Asks the store now. Returns when its newest revision is in force here, or was refused.</summary>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    public Task SyncNowAsync(CancellationToken cancellation) => SyncAsync(acceptAnything: false, cancellation);

    /// <summary>Takes over what the store holds, whatever its identity and revision.</summary>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    /// <exception cref="InvalidOperationException">What it holds is refused; the message says why.</exception>
    public async Task AcceptStoreAsync(CancellationToken cancellation)
    {
        await SyncAsync(acceptAnything: true, cancellation);
        if (_state.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }
    }

    /// <summary>Completes when requests see <paramref name="revision"/>; asks the store at once.</summary>
    public Task WaitForAsync(long revision, CancellationToken cancellation)
    {
        OnAnnounced(revision);
        return _waiters.WaitAsync(revision, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _store.Announced -= OnAnnounced;
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
        _wake.Dispose();
        _oneAtATime.Dispose();
    }

    private void OnAnnounced(long revision)
    {
        if (revision <= _state.Current.Revision || _stopping.IsCancellationRequested)
        {
            return;
        }

        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken; one look at the store answers both.
        }
        catch (ObjectDisposedException)
        {
            // Announced while this gateway stops.
        }
    }

    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var woken = await _wake.WaitAsync(_options.PollInterval, _stopping.Token);
                if (await TrySyncAsync(_stopping.Token) && !woken)
                {
                    await ScrubAsync(_stopping.Token);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The loop is what keeps a gateway in step; whatever happens to one round, the next one comes.
                Log.RoundFailed(_logger, exception);
                await Task.Delay(_options.PollInterval, _time, CancellationToken.None);
            }
        }
    }

    private async Task<bool> TrySyncAsync(CancellationToken cancellation)
    {
        try
        {
            await SyncAsync(acceptAnything: false, cancellation);
            if (_storeIsSilent)
            {
                Log.StoreAnswersAgain(_logger, _state.Current.Revision);
            }

            _storeIsSilent = false;
            return true;
        }
        catch (StoreUnavailableException exception)
        {
            _metrics.StoreAnswered(false);
            if (!_storeIsSilent)
            {
                Log.StoreUnavailable(_logger, _state.Current.Revision, exception.Message);
            }

            _storeIsSilent = true;
            return false;
        }
    }

    private async Task SyncAsync(bool acceptAnything, CancellationToken cancellation, bool wholly = false)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            var current = acceptAnything || !_state.IsLoaded ? Snapshot.Empty : _state.Current;
            var changes = await _store.ReadAsync(wholly ? 0 : current.Revision, cancellation);
            _metrics.StoreAnswered(true);
            _metrics.StoreRevisionSeen(changes.Revision);
            _state.StoreRevision = changes.Revision;
            if (LostData.Describe(current, changes) is { } loss)
            {
                Refuse(loss);
            }
            else if (_state.IsLoaded && !acceptAnything && !wholly && changes.Revision == current.Revision)
            {
                Confirm();
            }
            else
            {
                await TakeAsync(current, changes, cancellation);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task TakeAsync(Snapshot current, StoreChanges changes, CancellationToken cancellation)
    {
        var next = SnapshotBuilder.Build(current, changes, out var refusal);
        if (next is null)
        {
            Refuse(refusal!);
            return;
        }

        try
        {
            await _consumer!.ApplyAsync(next, cancellation);
        }
        catch (InvalidOperationException exception)
        {
            Refuse(exception.Message);
            return;
        }

        _state.Current = next;
        _state.IsLoaded = true;
        _metrics.SnapshotApplied(next.Revision);
        Confirm();
        Log.Applied(_logger, next.Revision, next.Services.Count);
        _waiters.Reached(next.Revision);
        Applied?.Invoke(next);
    }

    private void Confirm()
    {
        _metrics.SnapshotConfirmed();
        _state.Refusal = _scrubProblem;
    }

    private void Refuse(string refusal)
    {
        if (_state.Refusal != refusal)
        {
            _metrics.SnapshotRejected();
            Log.Refused(_logger, _state.Current.Revision, refusal);
            _state.Refusal = refusal;
        }
    }

    private async Task ScrubAsync(CancellationToken cancellation)
    {
        var snapshot = _state.Current;
        IReadOnlyList<string>? problems;
        try
        {
            if (!await _scrubPace.IsDueAsync(cancellation))
            {
                return;
            }

            problems = await _scrub.CheckSliceAsync(snapshot, cancellation);
            if (problems is null || (await _store.ReadAsync(snapshot.Revision, cancellation)).Revision != snapshot.Revision)
            {
                // In the middle of a round, or something was written meanwhile, which may explain what was found.
                return;
            }

            if (problems.Count > 0 && await LostData.FindForkAsync(_store, _scrub.Suspects, cancellation) is { } fork)
            {
                // What other gateways have written since goes before what no store has any more.
                Log.WritesLost(_logger, snapshot.Revision, fork);
                await SyncAsync(acceptAnything: false, cancellation, wholly: true);
                return;
            }
        }
        catch (StoreUnavailableException)
        {
            // The next round of the loop says so.
            return;
        }

        _scrubProblem = problems.Count == 0 ? null : problems[0] + (problems.Count == 1 ? "" : $" (and {problems.Count - 1} more)");
        if (_scrubProblem is not null)
        {
            Refuse(_scrubProblem);
        }
        else if (snapshot == _state.Current && _state.StoreRevision == snapshot.Revision)
        {
            _state.Refusal = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Revision {Revision} is in force, with {Services} services")]
        public static partial void Applied(ILogger logger, long revision, int services);

        [LoggerMessage(1101, LogLevel.Error, "Refused what the store offers, revision {Revision} stays in force: {Refusal}")]
        public static partial void Refused(ILogger logger, long revision, string refusal);

        [LoggerMessage(1102, LogLevel.Warning, "The store does not answer, revision {Revision} stays in force: {Problem}")]
        public static partial void StoreUnavailable(ILogger logger, long revision, string problem);

        [LoggerMessage(1104, LogLevel.Information, "The store answers again, revision {Revision} is in force")]
        public static partial void StoreAnswersAgain(ILogger logger, long revision);

        [LoggerMessage(1105, LogLevel.Error, "The store lost writes up to revision {Revision}, as after a failover: {Fork}; what it has instead is taken over")]
        public static partial void WritesLost(ILogger logger, long revision, string fork);

        [LoggerMessage(1103, LogLevel.Error, "A round of following the store failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}

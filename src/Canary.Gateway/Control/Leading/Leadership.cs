using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Leading;

/// <summary>Keeps trying to be the one gateway that drives rollouts and delivers notifications, by the store's lease.</summary>
/// <remarks>
/// The lease lasts <see cref="Duration"/> and is asked for every <see cref="Interval"/>, so that another gateway leads within 8 s of a
/// crash, and at once after a clean stop. <see cref="Current"/> is a belief: whether a write under it counts, the store decides in that write.
/// </remarks>
internal sealed partial class Leadership : IAsyncDisposable
{
    /// <summary>How long a lease lasts.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    /// <summary>How often it is asked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ILeaderLease _store;
    private readonly string _holder;
    private readonly TimeProvider _time;
    private readonly ILogger<Leadership> _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();

    // Written by the loop and by LeaseLost, read by anyone: one reference.
    private volatile Held? _held;
    private Task _loop = Task.CompletedTask;

    /// <summary>Leads nobody until started.</summary>
    /// <param name="store">Where the lease is.</param>
    /// <param name="run">This run of the gateway: unique, also across restarts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes of leadership go.</param>
    public Leadership(ILeaderLease store, InstanceRun run, TimeProvider time, ILogger<Leadership> logger)
    {
        (_store, _holder, _time, _logger) = (store, run.Id, time, logger);
        Clock = new StoreClock(time);
        _store.LeaseFreed += OnLeaseFreed;
    }

    /// <summary>Called, on the loop's task, when this gateway begins or ceases to lead; must return at once.</summary>
    public event Action? Changed;

    /// <summary>The store's clock.</summary>
    public StoreClock Clock { get; }

    /// <summary>The lease where this gateway leads, as far as it knows; null where it does not.</summary>
    public Lease? Current => _held is { } held && _time.GetElapsedTime(held.AskedAt) < Duration ? held.Lease : null;

    /// <summary>Begins to ask for the lease.</summary>
    public void Start() => _loop = Task.Run(LeadAsync, CancellationToken.None);

    /// <summary>A write under <paramref name="lease"/> was refused: somebody else leads.</summary>
    public void LeaseLost(Lease lease)
    {
        if (_held is { } held && held.Lease == lease)
        {
            _held = null;
            Log.Lost(_logger, lease.Token);
            Changed?.Invoke();
        }
    }

    /// <summary>Stops, and gives the lease back so that another gateway leads at once.</summary>
    public async ValueTask DisposeAsync()
    {
        _store.LeaseFreed -= OnLeaseFreed;
        await _stopping.CancelAsync();
        await _loop;
        if (_held is { } held)
        {
            _held = null;
            try
            {
                await _store.FreeLeaseAsync(held.Lease, CancellationToken.None);
            }
            catch (StoreUnavailableException exception)
            {
                Log.NotFreed(_logger, exception.Message);
            }
        }

        _stopping.Dispose();
        _wake.Dispose();
    }

    private async Task LeadAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await AskAsync();
                await _wake.WaitAsync(Interval, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The loop is what makes rollouts go on; whatever happens to one round, the next one comes.
                Log.RoundFailed(_logger, exception);
                await Task.WhenAny(Task.Delay(Interval, _time, _stopping.Token));
            }
        }
    }

    private async Task AskAsync()
    {
        var askedAt = _time.GetTimestamp();
        Lease? lease = null;
        DateTimeOffset? now = null;
        try
        {
            (lease, now) = await _store.TakeLeaseAsync(_holder, Duration, _stopping.Token);
        }
        catch (StoreUnavailableException) when (Current is not null)
        {
            // Said in the log by whoever follows the store. The lease may last until the store is back.
            return;
        }
        catch (StoreUnavailableException)
        {
            // Neither leader nor store: nothing can be written anyway.
        }

        var before = _held?.Lease;
        _held = lease is null ? null : new Held(lease, askedAt);
        if (now is { } told)
        {
            // After the lease: who hears of a jump has the lease that is in force since.
            Clock.Observe(told, askedAt);
        }

        if (before != lease)
        {
            if (lease is not null)
            {
                Log.Leads(_logger, lease.Token);
            }
            else
            {
                Log.Lost(_logger, before!.Token);
            }

            Changed?.Invoke();
        }
    }

    private void OnLeaseFreed()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken; one question answers both.
        }
        catch (ObjectDisposedException)
        {
            // Freed while this gateway stops.
        }
    }

    /// <summary>A lease, and when it was asked for: it can't end earlier than <see cref="Duration"/> after that.</summary>
    private sealed record Held(Lease Lease, long AskedAt);

    private static partial class Log
    {
        [LoggerMessage(1150, LogLevel.Information, "This gateway leads: it drives rollouts and delivers notifications (lease {Token})")]
        public static partial void Leads(ILogger logger, long token);

        [LoggerMessage(1151, LogLevel.Information, "This gateway leads no longer (lease {Token})")]
        public static partial void Lost(ILogger logger, long token);

        [LoggerMessage(1152, LogLevel.Warning, "The lease could not be given back, another gateway takes over when it has ended: {Problem}")]
        public static partial void NotFreed(ILogger logger, string problem);

        [LoggerMessage(1153, LogLevel.Error, "A round of asking for the lease failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);
    }
}

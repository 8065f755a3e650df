using System.Text;
using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Core.Services;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control;

/// <summary>Keeps the last-good copy on disk equal to the snapshot in force, always writing the newest and skipping those that came between.</summary>
internal sealed partial class LastGoodWriter : IAsyncDisposable
{
    // With thousands of services a copy takes a while; writing then has a tenth of the time at most.
    private const int RestFactor = 9;

    private readonly LastGoodCopy _copy;
    private readonly SnapshotSync _sync;
    private readonly TimeProvider _time;
    private readonly ILogger<LastGoodWriter> _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile Snapshot? _pending;
    private Task _loop = Task.CompletedTask;

    public LastGoodWriter(LastGoodCopy copy, SnapshotSync sync, TimeProvider time, ILogger<LastGoodWriter> logger)
    {
        (_copy, _sync, _time, _logger) = (copy, sync, time, logger);
        _sync.Applied += OnApplied;
        _loop = Task.Run(WriteAsync, CancellationToken.None);
    }

    /// <summary>Stops after writing what is still unwritten.</summary>
    public async ValueTask DisposeAsync()
    {
        _sync.Applied -= OnApplied;
        await _stopping.CancelAsync();
        await _loop;
        await SavePendingAsync();
        _stopping.Dispose();
        _wake.Dispose();
    }

    private static StoreChanges Everything(Snapshot snapshot) =>
        new(
            snapshot.StoreId,
            snapshot.Revision,
            [.. snapshot.Services.Values.Select(s => Stored(s))],
            []);

    private static StoredDocument Stored(ServiceSnapshot service) => new(
        service.Name,
        service.Revision,
        Encoding.UTF8.GetString(ServiceDocument.Write(service.Config)),
        service.State == ServiceState.Empty ? null : Encoding.UTF8.GetString(ServiceStateDocument.Write(service.State)));

    private void OnApplied(Snapshot snapshot)
    {
        _pending = snapshot;
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The newest is written anyway.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stopping.Token);
                var began = _time.GetTimestamp();
                await SavePendingAsync();
                await Task.Delay(_time.GetElapsedTime(began) * RestFactor, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SavePendingAsync()
    {
        if (Interlocked.Exchange(ref _pending, null) is not { } snapshot)
        {
            return;
        }

        try
        {
            await _copy.SaveAsync(Everything(snapshot), CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(_logger, snapshot.Revision, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Error, "The last-good copy of revision {Revision} could not be written; a restart while the store is down would serve an older one: {Problem}")]
        public static partial void NotSaved(ILogger logger, long revision, string problem);
    }
}

using Canary.Gateway.Addressing;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Import;

/// <summary>Applies the folder <c>Canary:Import</c> at start and, where <c>Canary:ImportWatch</c> asks for it, whenever what it holds changes.</summary>
/// <remarks>
/// A folder with a problem in any of its files is not applied at all: at start that ends the process, later it is logged and counted,
/// and what was applied before stays. While the store is down it goes on trying.
/// </remarks>
internal sealed partial class FolderImport : IAsyncDisposable
{
    /// <summary>How often the folder is looked at, where no hint comes earlier.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // Whoever copies files writes one after the other: what is read must be the same twice.
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(200);

    private readonly string _folder;
    private readonly bool _watches;
    private readonly AddressPolicy _addresses;
    private readonly ILogger<FolderImport> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImportSet? _pending;
    private string _seen;
    private Task _run = Task.CompletedTask;

    private FolderImport(FolderContent content, ImportSet set, bool watches, AddressPolicy addresses, ILogger<FolderImport> logger) =>
        (_folder, _seen, _pending, _watches, _addresses, _logger) = (content.Folder, content.Fingerprint, set, watches, addresses, logger);

    /// <summary>Completes when what the folder held at start is applied, or the first attempt failed.</summary>
    public Task FirstAttempt => _tried.Task;

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="watches">Whether later changes of it are applied, too.</param>
    /// <param name="addresses">Where nothing in it may lead.</param>
    /// <param name="logger">Where is said what was applied.</param>
    /// <exception cref="SettingsException">It does not exist, or one of its files is wrong; every problem is named by file and line.</exception>
    public static FolderImport Read(string folder, bool watches, AddressPolicy addresses, ILogger<FolderImport> logger)
    {
        var content = FolderContent.Read(folder);
        var read = ImportFolder.Read(content, addresses);
        return read.Problems.Count == 0 ? new FolderImport(content, read.Set, watches, addresses, logger) : throw new SettingsException(read.Problems);
    }

    /// <summary>Begins to apply.</summary>
    public void Start(GatewayServices gateway)
    {
        var log = new ImportLog(gateway.Loggers.CreateLogger<ImportLog>());
        var sinks = new SinkApplier(gateway.Control.Notifications.Sinks, log);
        var applier = new ImportApplier(gateway.Store, gateway.Control.Writer, gateway.Control.Events, sinks, log);
        _run = Task.Run(() => FollowAsync(applier, gateway.Metrics, gateway.Time), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task FollowAsync(ImportApplier applier, GatewayMetrics metrics, TimeProvider time)
    {
        using var hints = _watches ? FolderHints.Of(_folder) : FolderHints.None();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await TryApplyAsync(applier);
                if (!_watches && _pending is null)
                {
                    return;
                }

                await hints.WaitAsync(_pending is null ? Interval : RetryInterval, _stopping.Token);
                if (_watches)
                {
                    await LookAsync(metrics, time);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever happens to one round, the next one comes.
                Log.RoundFailed(_logger, _folder, exception);
                await Task.WhenAny(Task.Delay(Interval, time, _stopping.Token));
            }
        }
    }

    private async Task TryApplyAsync(ImportApplier applier)
    {
        if (_pending is null)
        {
            return;
        }

        try
        {
            await applier.ApplyAsync(_pending, _stopping.Token);
            _pending = null;
        }
        catch (StoreUnavailableException)
        {
            // Said in the log by whoever follows the store.
            return;
        }
        finally
        {
            _tried.TrySetResult();
        }
    }

    private async Task LookAsync(GatewayMetrics metrics, TimeProvider time)
    {
        var content = FolderContent.Read(_folder);
        for (var before = _seen; content.Fingerprint != before; content = FolderContent.Read(_folder))
        {
            before = content.Fingerprint;
            await Task.Delay(SettleTime, time, _stopping.Token);
        }

        if (content.Fingerprint == _seen)
        {
            return;
        }

        _seen = content.Fingerprint;
        var read = ImportFolder.Read(content, _addresses);
        if (read.Problems.Count == 0)
        {
            Log.Changed(_logger, _folder);
            _pending = read.Set;
            return;
        }

        metrics.ImportRejected();
        Log.Refused(_logger, _folder, read.Problems.Count);
        foreach (var problem in read.Problems)
        {
            Log.Problem(_logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1134, LogLevel.Information, "The folder {Folder} changed and is applied")]
        public static partial void Changed(ILogger logger, string folder);

        [LoggerMessage(1135, LogLevel.Error, "The folder {Folder} changed and is refused for {Problems} problems: what was applied before stays")]
        public static partial void Refused(ILogger logger, string folder, int problems);

        [LoggerMessage(1136, LogLevel.Error, "Not imported: {Problem}")]
        public static partial void Problem(ILogger logger, string problem);

        [LoggerMessage(1137, LogLevel.Error, "A round of importing {Folder} failed")]
        public static partial void RoundFailed(ILogger logger, string folder, Exception exception);
    }
}

using System.Threading.Channels;
using Canary.Gateway.Hosting;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Admin.Attempts;

/// <summary>Writes attempts to the audit, behind the answers: none waits for it. Where the store is down they wait here, and what is too much is dropped and counted.</summary>
/// <remarks>Accepted changes are audited by the store, in the same step as the change.</remarks>
internal sealed partial class AttemptAudit : BackgroundService
{
    /// <summary>Attempts that wait at most.</summary>
    public const int Capacity = 1_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly IServiceStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<AuditEntry> _waiting;
    private long _dropped;

    public AttemptAudit(GatewayServices services)
    {
        (_store, _time, _logger) = (services.Store, services.Time, services.Loggers.CreateLogger<AttemptAudit>());
        _waiting = Channel.CreateBounded<AuditEntry>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Hands over an attempt; returns at once.</summary>
    public void Add(AuditEntry entry) => _waiting.Writer.TryWrite(entry);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await (ExecuteTask ?? Task.CompletedTask).WaitAsync(LastWords, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.Unwritten(_logger, _waiting.Reader.Count + 1);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var entry in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await WriteAsync(entry, stoppingToken);
            var dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0)
            {
                Log.Dropped(_logger, dropped);
            }
        }
    }

    private async Task WriteAsync(AuditEntry entry, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _store.AppendAuditAsync(entry, stopping);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(RetryAfter, _time, stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One entry that can't be written must not silence those after it.
                Log.Failed(_logger, exception);
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1410, LogLevel.Warning, "{Count} attempts are missing in the audit: they came faster than the store took them")]
        public static partial void Dropped(ILogger logger, long count);

        [LoggerMessage(1411, LogLevel.Warning, "Stopped with {Count} attempts not written to the audit: the store does not answer")]
        public static partial void Unwritten(ILogger logger, int count);

        [LoggerMessage(1412, LogLevel.Error, "An attempt could not be written to the audit")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

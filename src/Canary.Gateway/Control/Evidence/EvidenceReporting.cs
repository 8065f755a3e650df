using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Evidence;

/// <summary>Tells the store once a second what this gateway has counted as evidence: totals, so that saying them twice changes nothing.</summary>
internal sealed partial class EvidenceReporting(
    IEvidenceLedger ledger, Func<CancellationToken, Task<IReadOnlyList<string>>> readGateways, string instance, InstanceRun run, ActiveEpochs epochs, TimeProvider time, ILogger<EvidenceReporting> logger) : IAsyncDisposable
{
    /// <summary>From one report to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReadGatewaysEvery = TimeSpan.FromSeconds(10);

    // The ledger forgets rollouts of which it hears nothing for days.
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromHours(1);

    private readonly RepeatedReport _report = new(problem => Log.NotReported(logger, problem));
    private readonly SplitTotals _totals = new();
    private long _repeatedAt = time.GetTimestamp();
    private long? _readAt;

    /// <summary>Begins.</summary>
    public void Start() => _report.Start(Interval, time, RoundAsync, () => RoundAsync(CancellationToken.None), logger);

    /// <summary>Stops, after saying what is not said yet.</summary>
    public ValueTask DisposeAsync() => _report.DisposeAsync();

    /// <summary>One report.</summary>
    internal async Task RoundAsync(CancellationToken cancellation)
    {
        var active = epochs.Read();
        if (active.Count > 0)
        {
            await DivideUsersAsync(cancellation);
        }

        _totals.Take(active);
        var repeats = time.GetElapsedTime(_repeatedAt) >= RepeatEvery;
        var reports = _totals.Reports(all: repeats);
        if (reports.Count == 0)
        {
            return;
        }

        if (await _report.TellAsync(() => ledger.ReportEvidenceAsync(run.Id, reports, cancellation)))
        {
            _totals.Said(reports);
            _repeatedAt = repeats ? time.GetTimestamp() : _repeatedAt;
        }
    }

    // The gateways of a store in one order, in which each has its place.
    private async Task DivideUsersAsync(CancellationToken cancellation)
    {
        if (_readAt is { } read && time.GetElapsedTime(read) < ReadGatewaysEvery)
        {
            return;
        }

        _readAt = time.GetTimestamp();
        try
        {
            string[] all = [.. (await readGateways(cancellation)).Order(StringComparer.Ordinal)];
            var place = Array.IndexOf(all, instance);
            if (place >= 0)
            {
                epochs.Users.Set(place, all.Length);
            }
        }
        catch (StoreUnavailableException)
        {
            // The parts stay as they are; that the store is away is told with the report.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1254, LogLevel.Warning, "Evidence of rollouts could not be told to the store, the next report includes it: {Problem}")]
        public static partial void NotReported(ILogger logger, string problem);
    }
}

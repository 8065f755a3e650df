using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Exposure;

/// <summary>Shares the limits of rollouts with the other gateways: twenty times a second asks the store for what requests asked for, and hands it out.</summary>
/// <remarks>
/// Requests never wait for it. While the store is silent each gateway hands out the smaller of its fair share and of what it last
/// got, and admits no new users; all together then stay within the limit, where all have lost the store.
/// </remarks>
/// <param name="ledger">Where gateways share limits.</param>
/// <param name="countGateways">How many gateways are alive, by the store.</param>
/// <param name="rollouts">The rollouts under way.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where a silent store is told of.</param>
internal sealed partial class ExposureSharing(
    ITrafficLedger ledger, Func<CancellationToken, Task<int>> countGateways, ActiveRollouts rollouts, TimeProvider time, ILogger<ExposureSharing> logger)
    : IAsyncDisposable
{
    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan CountGatewaysEvery = TimeSpan.FromSeconds(5);

    private Dictionary<ExposureLimit, SharedLimit> _shared = [];
    private Rounds? _rounds;
    private int _gateways = 1;
    private long? _countedAt;
    private bool _wasSilent;

    /// <summary>Begins.</summary>
    public void Start() => _rounds = new Rounds(Interval, time, RoundAsync, logger);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rounds?.DisposeAsync() ?? default;

    /// <summary>One round. Returns at once where the store takes its time.</summary>
    internal Task RoundAsync(CancellationToken cancellation)
    {
        var limits = rollouts.Current.Select(rollout => rollout.Limit).OfType<ExposureLimit>().ToList();
        if (limits.Count == 0)
        {
            _shared.Clear();
            return Task.CompletedTask;
        }

        _shared = limits.ToDictionary(limit => limit, limit => _shared.GetValueOrDefault(limit) ?? new SharedLimit(limit, ledger, time));
        if (_countedAt is not { } then || time.GetElapsedTime(then) >= CountGatewaysEvery)
        {
            _countedAt = time.GetTimestamp();
            _ = CountGatewaysAsync(cancellation);
        }

        foreach (var shared in _shared.Values)
        {
            _ = shared.Round(_gateways, cancellation);
        }

        TellSilence();
        return Task.CompletedTask;
    }

    private async Task CountGatewaysAsync(CancellationToken cancellation)
    {
        try
        {
            _gateways = Math.Max(1, await countGateways(cancellation));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            // What was last known holds.
            return;
        }
    }

    private void TellSilence()
    {
        var problem = _shared.Values.Select(shared => shared.Problem).FirstOrDefault(problem => problem is not null);
        if (problem is not null && !_wasSilent)
        {
            Log.StoreIsSilent(logger, _gateways, problem);
        }
        else if (problem is null && _wasSilent)
        {
            Log.StoreAnswersAgain(logger);
        }

        _wasSilent = problem is not null;
    }

    private static partial class Log
    {
        [LoggerMessage(1251, LogLevel.Warning, "The store does not answer about limits of rollouts. This gateway sends their variants no more than its share among {Gateways} gateways, nor more than it last got, and admits no new users: {Problem}")]
        public static partial void StoreIsSilent(ILogger logger, int gateways, string problem);

        [LoggerMessage(1252, LogLevel.Information, "The store answers about limits of rollouts again")]
        public static partial void StoreAnswersAgain(ILogger logger);
    }
}

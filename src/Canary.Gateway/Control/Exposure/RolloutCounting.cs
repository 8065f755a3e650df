using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control.Exposure;

/// <summary>Tells the store, once a second, how requests of rollouts' variants ended at this gateway: totals, so that saying them twice changes nothing.</summary>
/// <remarks>Reads the counters that <c>/metrics</c> shows; a request pays nothing for it.</remarks>
internal sealed partial class RolloutCounting(
    ITrafficLedger ledger, InstanceRun run, ActiveRollouts rollouts, TimeProvider time, ILogger<RolloutCounting> logger) : IAsyncDisposable
{
    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // The ledger forgets rollouts of which it hears nothing for days.
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromHours(1);

    private Dictionary<string, VariantOutcomes> _said = [];
    private long _repeatedAt = time.GetTimestamp();
    private Rounds? _rounds;
    private bool _failed;

    /// <summary>Begins.</summary>
    public void Start() => _rounds = new Rounds(Interval, time, ReportAsync, logger);

    /// <summary>Stops, after saying what is not said yet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _rounds, null) is { } rounds)
        {
            await rounds.DisposeAsync();
            await ReportAsync(CancellationToken.None);
        }
    }

    /// <summary>Says what has changed since it was said last.</summary>
    internal async Task ReportAsync(CancellationToken cancellation)
    {
        if (time.GetElapsedTime(_repeatedAt) >= RepeatEvery)
        {
            _said = [];
            _repeatedAt = time.GetTimestamp();
        }

        var now = new Dictionary<string, VariantOutcomes>();
        foreach (var rollout in rollouts.Current)
        {
            now[rollout.Id] = now.GetValueOrDefault(rollout.Id) + rollout.Outcomes;
        }

        var changed = now.Where(rollout => rollout.Value != _said.GetValueOrDefault(rollout.Key)).ToList();
        if (changed.Count == 0)
        {
            return;
        }

        try
        {
            await ledger.ReportAsync(run.Id, [.. changed.Select(rollout => new RolloutCount(rollout.Key, rollout.Value.Requests, rollout.Value.Errors))], cancellation);
            _said = now;
            _failed = false;
        }
        catch (StoreUnavailableException exception)
        {
            if (!_failed)
            {
                Log.NotReported(logger, exception.Message);
            }

            _failed = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1253, LogLevel.Warning, "Counts of rollouts could not be told to the store, the next ones include them: {Problem}")]
        public static partial void NotReported(ILogger logger, string problem);
    }
}

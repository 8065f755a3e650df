using Canary.Gateway.Proxy.Limits;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control.Exposure;

/// <summary>Tells the store how requests of rollouts' variants ended at this gateway: totals, so that saying them twice changes nothing.</summary>
/// <remarks>Once a second; errors of a rollout that ends with too many of them, ten times a second. Reads the counters that <c>/metrics</c> shows: a request pays nothing for it.</remarks>
internal sealed partial class RolloutCounting(
    ITrafficLedger ledger, InstanceRun run, ActiveRollouts rollouts, TimeProvider time, ILogger<RolloutCounting> logger) : IAsyncDisposable
{
    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan SayAllEvery = TimeSpan.FromSeconds(1);

    // The ledger forgets rollouts of which it hears nothing for days.
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromHours(1);

    private readonly RepeatedReport _report = new(problem => Log.NotReported(logger, problem));
    private readonly Dictionary<string, VariantOutcomes> _said = [];
    private long _repeatedAt = time.GetTimestamp();
    private long? _saidAllAt;

    /// <summary>Begins.</summary>
    public void Start() => _report.Start(Interval, time, RoundAsync, () => ReportAsync(all: true, CancellationToken.None), logger);

    /// <summary>Stops, after saying what is not said yet.</summary>
    public ValueTask DisposeAsync() => _report.DisposeAsync();

    /// <summary>One round: says what has changed since it was said last.</summary>
    internal Task RoundAsync(CancellationToken cancellation)
    {
        if (time.GetElapsedTime(_repeatedAt) >= RepeatEvery)
        {
            _said.Clear();
            _repeatedAt = time.GetTimestamp();
        }

        var all = _saidAllAt is not { } then || time.GetElapsedTime(then) >= SayAllEvery;
        if (all)
        {
            _saidAllAt = time.GetTimestamp();
        }

        return ReportAsync(all, cancellation);
    }

    private async Task ReportAsync(bool all, CancellationToken cancellation)
    {
        var changed = new List<RolloutCount>();
        foreach (var rollout in rollouts.Current.Where(rollout => all || rollout.LimitsErrors))
        {
            var (before, now) = (_said.GetValueOrDefault(rollout.Id), rollout.Outcomes);
            if (all ? now != before : now.Errors != before.Errors)
            {
                changed.Add(new RolloutCount(rollout.Id, now.Requests, now.Errors));
            }
        }

        if (changed.Count == 0)
        {
            return;
        }

        if (await _report.TellAsync(() => ledger.ReportAsync(run.Id, changed, cancellation)))
        {
            foreach (var count in changed)
            {
                _said[count.Rollout] = new VariantOutcomes(count.Requests, count.Errors);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1253, LogLevel.Warning, "Counts of rollouts could not be told to the store, the next ones include them: {Problem}")]
        public static partial void NotReported(ILogger logger, string problem);
    }
}

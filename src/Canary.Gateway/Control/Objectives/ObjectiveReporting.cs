using Canary.Core.Selection;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Control.Objectives;

/// <summary>Tells the store every few seconds how requests of services with an objective ended at this gateway: totals of each part of the window.</summary>
/// <remarks>Reads the counters that <c>/metrics</c> shows: a request pays nothing for it.</remarks>
internal sealed partial class ObjectiveReporting(
    IEvidenceLedger ledger, InstanceRun run, Func<Snapshot> current, TrafficMetrics traffic, Func<DateTimeOffset> storeTime, TimeProvider time, ILogger<ObjectiveReporting> logger)
    : IAsyncDisposable
{
    /// <summary>From one report to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly RepeatedReport _report = new(problem => Log.NotReported(logger, problem));
    private readonly Dictionary<VariantMetrics, VariantOutcomes> _seen = [];
    private readonly HashSet<VariantMetrics> _without = [];
    private readonly Dictionary<(string Ledger, int Part), (long[] Totals, TimeSpan Kept)> _unsaid = [];
    private readonly Dictionary<string, (int Part, long[] Totals)> _current = [];

    /// <summary>Begins.</summary>
    public void Start() => _report.Start(Interval, time, RoundAsync, () => RoundAsync(CancellationToken.None), logger);

    /// <summary>Stops, after saying what is not said yet.</summary>
    public ValueTask DisposeAsync() => _report.DisposeAsync();

    /// <summary>One report.</summary>
    internal async Task RoundAsync(CancellationToken cancellation)
    {
        Count();
        if (_unsaid.Count == 0)
        {
            return;
        }

        var reports = _unsaid.Select(row => new EvidenceReport(row.Key.Ledger, row.Key.Part, 0, [.. row.Value.Totals], []) { Kept = row.Value.Kept }).ToList();
        if (await _report.TellAsync(() => ledger.ReportEvidenceAsync(run.Id, reports, cancellation)))
        {
            _unsaid.Clear();
        }
    }

    private void Count()
    {
        var (snapshot, now) = (current(), storeTime());
        foreach (var variant in traffic.Variants)
        {
            if (snapshot.Services.Find(variant.Service) is not { Config.Objective: { } objective } service)
            {
                _seen.Remove(variant);
                _without.Add(variant);
                continue;
            }

            // What ended before the service had an objective belongs to none; counters that are new here began at zero.
            // Nor is what a fallback rescued an error to those who asked; read first, so that there are never more of these than errors.
            var rescued = variant.Rescued;
            var all = variant.ReadOutcomes(service.ErrorCodes);
            var ended = all with { Errors = all.Errors - rescued };
            var more = _without.Remove(variant) ? default : ended - _seen.GetValueOrDefault(variant);
            _seen[variant] = ended;
            if (more.Requests > 0)
            {
                Add(ObjectiveParts.Of(service.Name, objective), now, more);
            }
        }

        var known = traffic.Variants.ToHashSet();
        _without.IntersectWith(known);
        foreach (var gone in _seen.Keys.Where(variant => !known.Contains(variant)).ToList())
        {
            _seen.Remove(gone);
        }
    }

    private void Add(ObjectiveParts parts, DateTimeOffset now, VariantOutcomes more)
    {
        var part = parts.PartAt(now);
        if (!_current.TryGetValue(parts.Ledger, out var row) || row.Part != part)
        {
            _current[parts.Ledger] = row = (part, new long[2]);
        }

        // Where other codes count as errors than before, there may seem to be fewer of them.
        row.Totals[0] += more.Requests;
        row.Totals[1] += Math.Max(0, more.Errors);
        _unsaid[(parts.Ledger, part)] = (row.Totals, parts.Kept);
    }

    private static partial class Log
    {
        [LoggerMessage(1255, LogLevel.Warning, "How requests ended could not be told to the store, the next report includes it: {Problem}")]
        public static partial void NotReported(ILogger logger, string problem);
    }
}

using Canary.Core.Analysis;
using Canary.Gateway.Control.Exposure;
using Canary.Gateway.Storage;
using Canary.Gateway.Telemetry.Sampling;

namespace Canary.Gateway.Control.Evidence;

/// <summary>Remembers, at every gateway, how the evidence of rollouts under way went in the last quarter of an hour, for people who look at it.</summary>
/// <remarks>
/// Read from what the leader keeps in the store, once in <see cref="TrafficSampler.Interval"/> for each rollout with analysis; with none the
/// store is not asked. Written by its own rounds, one after the other; readers get a list that does not change.
/// </remarks>
/// <param name="ledger">Where judgements are.</param>
/// <param name="snapshots">The snapshot in force.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures go.</param>
internal sealed class EvidenceTrail(IEvidenceLedger ledger, SnapshotState snapshots, TimeProvider time, ILogger<EvidenceTrail> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Kept = TrafficSampler.Kept * TrafficSampler.Interval;

    private readonly Dictionary<string, (string Rollout, IReadOnlyList<Mark> Marks)> _byService = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Rounds? _rounds;

    /// <summary>Begins.</summary>
    public void Start() => _rounds = new Rounds(TrafficSampler.Interval, time, RoundAsync, logger);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _rounds?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>How the evidence of a service's active or last rollout went, oldest first; none where it is not judged, or was too long ago.</summary>
    public IReadOnlyList<Mark> Of(string service)
    {
        lock (_lock)
        {
            return _byService.GetValueOrDefault(service).Marks ?? [];
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task RoundAsync(CancellationToken cancellation)
    {
        var judged = snapshots.Current.Services.Values.Where(service => service.State.Rollout is { IsActive: true, CurrentStep: not null, Plan.Analysis: not null });
        var seen = new List<(string Service, string Rollout, IReadOnlyList<CheckEvidence> Checks)>();
        try
        {
            foreach (var service in judged)
            {
                var rollout = service.State.Rollout!.State.Id;
                if (await ledger.ReadJudgementAsync(rollout, cancellation) is { } json)
                {
                    seen.Add((service.Name, rollout, JudgementJson.ReadEvidence(json)));
                }
            }
        }
        catch (StoreUnavailableException)
        {
            // Said in the log by whoever follows the store; the trail has a gap.
        }

        lock (_lock)
        {
            Keep_NeedsLock(seen, time.GetUtcNow());
        }
    }

    private void Keep_NeedsLock(List<(string Service, string Rollout, IReadOnlyList<CheckEvidence> Checks)> seen, DateTimeOffset now)
    {
        foreach (var (service, rollout, checks) in seen)
        {
            var before = _byService.GetValueOrDefault(service) is var (known, marks) && known == rollout ? marks : [];
            _byService[service] = (rollout, [.. before, new Mark(now, checks)]);
        }

        foreach (var (service, (rollout, marks)) in _byService.ToList())
        {
            var kept = marks.SkipWhile(mark => now - mark.At > Kept).ToList();
            if (kept.Count == 0)
            {
                _byService.Remove(service);
            }
            else if (kept.Count < marks.Count)
            {
                _byService[service] = (rollout, kept);
            }
        }
    }

    /// <summary>The evidence at some time.</summary>
    /// <param name="At">When it was looked at.</param>
    /// <param name="Checks">Each check.</param>
    internal sealed record Mark(DateTimeOffset At, IReadOnlyList<CheckEvidence> Checks);
}

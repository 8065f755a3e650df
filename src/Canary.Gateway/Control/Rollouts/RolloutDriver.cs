using Canary.Core.Rollouts;
using Canary.Core.Selection;
using Canary.Gateway.Control.Leading;
using Canary.Gateway.Notifications;
using Canary.Gateway.Storage;

namespace Canary.Gateway.Control.Rollouts;

/// <summary>Moves rollouts forward and back, on the one gateway that leads: each second, and whenever something changed.</summary>
/// <remarks>
/// What to do is <see cref="RolloutMachine"/>'s to say. Every transition is one write, under the lease and only at the revision that was
/// looked at: a driver that is late, or leads no longer, writes nothing.
/// </remarks>
internal sealed partial class RolloutDriver : IAsyncDisposable
{
    /// <summary>What history and audit call the driver.</summary>
    public const string Actor = "rollout";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Where errors are limited, every moment lets more of them pass.
    private static readonly TimeSpan IntervalOfErrors = TimeSpan.FromMilliseconds(200);

    private readonly Leadership _leadership;
    private readonly SnapshotState _state;
    private readonly SnapshotSync _sync;
    private readonly ServiceWriter _writer;
    private readonly RolloutFacts _facts;
    private readonly CloudEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger<RolloutDriver> _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private (Snapshot Snapshot, IReadOnlyList<RolloutGroup> Groups) _active = (Snapshot.Empty, []);

    // Jumps of the store's clock that are not written yet, by rollout: the store may be away just then. Used by the loop alone.
    private readonly Dictionary<string, TimeSpan> _owed = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;

    public RolloutDriver(
        Leadership leadership, SnapshotState state, SnapshotSync sync, ServiceWriter writer, RolloutFacts facts, CloudEvents events, TimeProvider time, ILogger<RolloutDriver> logger)
    {
        (_leadership, _state, _sync, _writer, _facts, _events, _time, _logger) = (leadership, state, sync, writer, facts, events, time, logger);
        _sync.Applied += OnApplied;
        _leadership.Changed += Wake;
    }

    /// <summary>Begins to drive, whenever this gateway leads.</summary>
    public void Start() => _loop = Task.Run(DriveAsync, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _sync.Applied -= OnApplied;
        _leadership.Changed -= Wake;
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
        _wake.Dispose();
    }

    private void OnApplied(Snapshot snapshot) => Wake();

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken; one round sees everything.
        }
        catch (ObjectDisposedException)
        {
            // Something changed while this gateway stops.
        }
    }

    private async Task DriveAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var countsErrors = _active.Groups.Any(group => group.Rollout.Plan.Limits.CountsErrors);
                await _wake.WaitAsync(countsErrors ? IntervalOfErrors : Interval, _stopping.Token);

                // The clock before the lease: whoever hears of a jump has the lease that came with the news.
                var clock = _leadership.Clock.Take();
                if (_leadership.Current is { } lease && _state.IsLoaded && clock is { Now: var now, Jump: var jump })
                {
                    await RoundAsync(lease, now, jump);
                }
                else
                {
                    // Who leads sees to jumps; those heard of while following are none of ours when we lead later.
                    _owed.Clear();
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                Log.StoreUnavailable(_logger, exception.Message);
            }
            catch (Exception exception)
            {
                // The loop is what makes rollouts go on; whatever happens to one round, the next one comes.
                Log.RoundFailed(_logger, exception);
            }
        }
    }

    private async Task RoundAsync(Lease lease, DateTimeOffset now, TimeSpan jump)
    {
        var snapshot = _state.Current;
        if (!ReferenceEquals(snapshot, _active.Snapshot))
        {
            _active = (snapshot, RolloutGroup.Active(snapshot));
        }

        if (_active.Groups.Count == 0)
        {
            _facts.Forget();
            return;
        }

        if (jump != TimeSpan.Zero)
        {
            Log.ClockJumped(_logger, jump, _active.Groups.Count);
            foreach (var group in _active.Groups)
            {
                _owed[group.Rollout.State.Id] = _owed.GetValueOrDefault(group.Rollout.State.Id) + jump;
            }
        }

        var facts = await _facts.ReadAsync(_active.Groups, now, _stopping.Token);
        foreach (var group in _active.Groups)
        {
            if (_owed.TryGetValue(group.Rollout.State.Id, out var owed))
            {
                await MoveClockAsync(lease, snapshot, group, now, owed);
            }
            else
            {
                var inputs = facts.Of(group);
                await TryMoveAsync(lease, snapshot, group, now, rollout => RolloutMachine.Next(rollout, inputs));
            }
        }
    }

    /// <summary>The rollout's times move along with the store's clock; until that is written, no hold of it is looked at.</summary>
    private async Task MoveClockAsync(Lease lease, Snapshot snapshot, RolloutGroup group, DateTimeOffset now, TimeSpan owed)
    {
        if (await TryMoveAsync(lease, snapshot, group, now, rollout => RolloutMachine.MoveClock(rollout, owed, now)))
        {
            _owed.Remove(group.Rollout.State.Id);
        }
    }

    /// <summary>Writes a transition of all members, where there is one.</summary>
    /// <returns>Whether it is written, or nothing was to be written; false where somebody else wrote meanwhile.</returns>
    private async Task<bool> TryMoveAsync(Lease lease, Snapshot snapshot, RolloutGroup group, DateTimeOffset now, Func<Rollout, RolloutChange?> next)
    {
        if (next(group.Rollout) is not { } change)
        {
            return true;
        }

        var origin = new WriteOrigin(Actor, null, change.Event, change.Message);
        var batch = new RolloutBatch(snapshot, _events);
        foreach (var member in group.Members)
        {
            var moved = next(member.State.Rollout!)!;
            if (RolloutBatch.RefusalOf(member, moved) is { } refusal)
            {
                // Somebody gave the weight to other variants: a person has to say what holds.
                return await TryMoveAsync(lease, snapshot, group, now, rollout => RolloutMachine.Act(rollout, new RolloutRequest(RolloutRequestKind.Pause, Actor, refusal), now).Change);
            }

            batch.Put(member, member.Config, moved, origin);
        }

        var result = await _writer.WriteAsync(batch, origin, lease, _stopping.Token);
        switch (result)
        {
            case WriteResult.Accepted:
                return true;
            case WriteResult.LeaseLost:
                _leadership.LeaseLost(lease);
                return false;
            default:
                return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1156, LogLevel.Warning, "Rollouts stand still, the store does not answer: {Problem}")]
        public static partial void StoreUnavailable(ILogger logger, string problem);

        [LoggerMessage(1157, LogLevel.Error, "A round of driving rollouts failed")]
        public static partial void RoundFailed(ILogger logger, Exception exception);

        [LoggerMessage(1158, LogLevel.Warning, "The store's clock jumped by {Jump}: times of {Rollouts} rollouts move along, so that no hold becomes shorter or longer")]
        public static partial void ClockJumped(ILogger logger, TimeSpan jump, int rollouts);
    }
}

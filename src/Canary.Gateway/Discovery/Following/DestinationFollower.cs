using Canary.Core.Services;
using Canary.Core.Services.Discovery;

namespace Canary.Gateway.Discovery.Following;

/// <summary>Asks a source one question again and again, as long as it lives, and holds the last good list.</summary>
/// <remarks>One loop writes; anyone reads, as every member is one reference or number.</remarks>
internal sealed class DestinationFollower : IAsyncDisposable
{
    // A source that answers without end must not take a core.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);

    private readonly IDestinationSource _source;
    private readonly SourceHealth _health;
    private readonly LossGuard _guard;
    private readonly Backoff _backoff = new(Random.Shared.NextDouble);
    private readonly Action<DestinationFollower> _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<DestinationConfig>? _current;
    private volatile bool _isUp = true;
    private long _answeredAt;
    private string? _said;
    private Task _loop = Task.CompletedTask;

    /// <summary>A follower that has not begun.</summary>
    /// <param name="discovery">What to look for.</param>
    /// <param name="source">Where.</param>
    /// <param name="health">Counts what happens.</param>
    /// <param name="lastGood">The list to begin with; null: none is known.</param>
    /// <param name="emptyAfter">How long emptiness must be said before it is believed.</param>
    /// <param name="changed">Told of every new list, on the follower's task.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it says what happens.</param>
    public DestinationFollower(
        DiscoveryConfig discovery, IDestinationSource source, SourceHealth health, IReadOnlyList<DestinationConfig>? lastGood, TimeSpan emptyAfter,
        Action<DestinationFollower> changed, TimeProvider time, ILogger logger)
    {
        (Discovery, _source, _health, _current, _changed, _time, _logger) = (discovery, source, health, lastGood, changed, time, logger);
        _guard = new LossGuard(emptyAfter);
        Text = DiscoveryKinds.TextOf(discovery);
        _answeredAt = time.GetTimestamp();
    }

    /// <summary>What it looks for.</summary>
    public DiscoveryConfig Discovery { get; }

    /// <summary>The same as JSON.</summary>
    public string Text { get; }

    /// <summary>The last good list; null where the source never answered.</summary>
    public IReadOnlyList<DestinationConfig>? Current => Volatile.Read(ref _current);

    /// <summary>Whether the last question was answered; true before the first.</summary>
    public bool IsUp => _isUp;

    /// <summary>How long ago the source answered last; since the follower's beginning where it never did.</summary>
    public TimeSpan Age => _time.GetElapsedTime(Interlocked.Read(ref _answeredAt));

    /// <summary>Completes with the first answer or the first failure.</summary>
    public Task Tried => _tried.Task;

    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>Begins to ask.</summary>
    public void Start() => _loop = Task.Run(FollowAsync, CancellationToken.None);

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _tried.TrySetResult();
        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        using var watch = _source.Watch(Discovery);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var answer = watch.NextAsync(_stopping.Token);
                await TakeWhatIsDueUntilAsync(answer);
                Answered(FoundList.Of(await answer));
                await Task.Delay(LeastPause, _time, _stopping.Token);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Also what no source should throw: the loop is what keeps destinations in step.
                Failed(exception);
                await Task.WhenAny(Task.Delay(_backoff.Next(), _time, _stopping.Token));
            }
        }
    }

    // A source that only speaks of changes is silent where it goes on saying the same.
    private async Task TakeWhatIsDueUntilAsync(Task answer)
    {
        while (!answer.IsCompleted && _guard.Due is { } due)
        {
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var wait = due - Now;
            await Task.WhenAny(answer, Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, _time, answered.Token));
            await answered.CancelAsync();
            if (!answer.IsCompleted && _guard.TakeDue(Now) is { } list)
            {
                Take(list);
            }
        }
    }

    private void Answered(FoundList found)
    {
        Interlocked.Exchange(ref _answeredAt, _time.GetTimestamp());
        _backoff.Reset();
        if (!_isUp)
        {
            FollowerLog.AnswersAgain(_logger, _source.Kind, Text);
        }

        _isUp = true;
        _health.LeftOut(found.LeftOut);
        if (found.Complaint is { } complaint && complaint != _said)
        {
            FollowerLog.LeftOut(_logger, found.LeftOut, _source.Kind, Text, complaint);
        }

        _said = found.Complaint;
        var last = Current;
        var isHolding = _guard.Due is not null;
        if (_guard.Offer(last, found.Destinations, Now) is { } list)
        {
            Take(list);
        }
        else if (!isHolding)
        {
            FollowerLog.Held(_logger, found.Destinations.Count, last!.Count, _source.Kind, Text);
        }

        _tried.TrySetResult();
    }

    private void Take(IReadOnlyList<DestinationConfig> list)
    {
        var last = Current;
        if (last is null || !last.SequenceEqual(list))
        {
            Volatile.Write(ref _current, list);
            FollowerLog.Found(_logger, list.Count, last?.Count ?? 0, _source.Kind, Text);
            _changed(this);
        }
    }

    private void Failed(Exception exception)
    {
        _health.Failed();
        _guard.Forget();
        if (_isUp)
        {
            FollowerLog.Failed(_logger, _source.Kind, Text, Current?.Count ?? 0, exception.Message, exception is DiscoveryException ? null : exception);
        }

        _isUp = false;
        _tried.TrySetResult();
    }
}

using Canary.Gateway.Proxy.Forwarding;
using Canary.Gateway.Proxy.Health;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>The destinations that one request goes to, one after the other: some of its variant, then some of the baseline.</summary>
/// <param name="request">The request.</param>
/// <param name="replay">What its service says.</param>
/// <param name="first">The first destination; null: there is none.</param>
/// <param name="method">The request's method.</param>
/// <param name="elapsed">How long the request has taken so far.</param>
internal sealed class ReplayWay(ForwardedRequest request, ServiceReplay replay, BalancedDestination? first, string method, Func<TimeSpan> elapsed)
{
    private const int Draws = 8;

    private readonly List<BalancedDestination?> _tried = [first];
    private readonly ReplayPolicy? _retries = replay.Retries?.Takes(method) == true ? replay.Retries : null;
    private ReplayPolicy? _fallback = replay.Fallback?.Takes(method) == true && request.Variant != request.Service.Baseline ? replay.Fallback : null;

    /// <summary>Where it goes now.</summary>
    public BalancedDestination? Destination { get; private set; } = first;

    /// <summary>Whether the step to there left the variant for the baseline.</summary>
    public bool FellBack { get; private set; }

    /// <summary>Whether it may go anywhere else at all.</summary>
    public bool MayGoOn => _retries is not null || _fallback is not null;

    /// <summary>The most bytes of a body that may be kept.</summary>
    public int MostBody => Math.Max(_retries?.Config.MaxBody ?? 0, _fallback?.Config.MaxBody ?? 0);

    /// <summary>By which policy it may go on from here; null: this is the last destination.</summary>
    public ReplayPolicy? Policy =>
        _retries is not null && _tried.Count <= replay.Attempts && request.Variant.Balancer.Count > _tried.Count && request.Variant.Concurrency is not { IsFull: true } ? _retries
        : _fallback;

    /// <summary>How long the destination has to begin its answer; null: as long as the timeouts say.</summary>
    public TimeSpan? Limit => Least(Policy is not null && Policy == _fallback ? replay.After : null, TimeLeft);

    /// <summary>How long all attempts have; null: any time.</summary>
    public TimeSpan? TimeLeft => replay.Deadline is not { } deadline ? null : deadline - elapsed() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Finds the next destination and takes it out of the budget; false where there is none, or nothing is left.</summary>
    public bool TryTakeNext()
    {
        if (Policy is not { } policy || TimeLeft == TimeSpan.Zero)
        {
            return false;
        }

        var isFallback = policy == _fallback;
        var next = isFallback ? request.Service.Baseline.Balancer.Pick() : PickAnother();
        if (next is null)
        {
            return false;
        }

        if (!policy.Budget.TryTake())
        {
            request.Variant.Metrics.ReplayRefused();
            return false;
        }

        (Destination, FellBack) = (next, isFallback);
        if (isFallback)
        {
            // From here on its own retries are the baseline's.
            _fallback = null;
            _tried.Clear();
        }

        _tried.Add(next);
        return true;
    }

    /// <summary>A destination of the variant that was not tried; null where the balancing policy gives none in several draws.</summary>
    private BalancedDestination? PickAnother()
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            if (request.Variant.Balancer.Pick() is { } picked && !_tried.Contains(picked))
            {
                return picked;
            }
        }

        return request.Variant.Balancer.FirstExcept(_tried);
    }

    private static TimeSpan? Least(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one < other ? one : other;
}

using Canary.Gateway.Proxy.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Canary.Gateway.Proxy.Replay;

/// <summary>One of possibly several sendings of a request: how long it may take to be answered, and whether its answer is taken.</summary>
/// <remarks>Belongs to one request; the attempts of a request follow each other.</remarks>
/// <param name="context">The client's request.</param>
internal sealed class Attempt(HttpContext context) : IDisposable
{
    private CancellationTokenSource? _limit;
    private ReplayPolicy? _policy;
    private Func<bool>? _takeNext;

    /// <summary>How long it may take to begin its answer; null: as long as the timeouts say.</summary>
    public TimeSpan? Limit { get; private set; }

    /// <summary>Whether another attempt is to follow. What this one answered, if anything, is thrown away then.</summary>
    public bool IsFollowed { get; private set; }

    /// <summary>The status that was thrown away, 0 where none was.</summary>
    public int RefusedStatus { get; private set; }

    /// <summary>Whether the answer broke off before anything of it went to the client.</summary>
    public bool HasBrokenOff { get; private set; }

    /// <summary>The chosen variant, where it failed and the baseline answers in its place; else null.</summary>
    public RoutedVariant? Blamed { get; private set; }

    /// <summary>The status by which it failed; 0 where it did not.</summary>
    public int BlamedStatus { get; private set; }

    /// <summary>Cancelled when the limit is over.</summary>
    public CancellationToken Token => _limit?.Token ?? CancellationToken.None;

    /// <summary>Whether the limit is over before the answer began.</summary>
    public bool IsOverdue => _limit?.IsCancellationRequested == true && !context.RequestAborted.IsCancellationRequested;

    /// <summary>Begins one.</summary>
    /// <param name="policy">When another may follow; null: this is the last.</param>
    /// <param name="takeNext">Prepares the next; false where there can't be one.</param>
    /// <param name="limit">How long it may take to begin its answer; null: any time.</param>
    public void Begin(ReplayPolicy? policy, Func<bool>? takeNext, TimeSpan? limit)
    {
        _limit?.Dispose();
        _limit = limit is { } time ? new CancellationTokenSource(time) : null;
        (_policy, _takeNext, Limit, IsFollowed, RefusedStatus, HasBrokenOff) = (policy, takeNext, limit, false, 0, false);
    }

    /// <summary>The chosen variant failed, and the baseline is to answer.</summary>
    public void Blame(RoutedVariant variant, int status) => (Blamed, BlamedStatus) = (variant, status);

    /// <summary>Whether the answer is the client's. Its limit ends here; a short answer is waited for as a whole, so that one that breaks off can still be replaced.</summary>
    public ValueTask<bool> TakesAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        _limit?.CancelAfter(Timeout.InfiniteTimeSpan);
        if (_policy is not { } policy)
        {
            return new ValueTask<bool>(true);
        }

        var status = (int)answer.StatusCode;
        if (policy.Statuses.Contains(status) && Follow())
        {
            RefusedStatus = status;
            return new ValueTask<bool>(false);
        }

        return answer.Content.Headers.ContentLength is { } length and > 0 && length <= policy.Config.MaxBody && !HttpMethods.IsHead(context.Request.Method) && policy.Takes(context.Request.Method)
            ? TakesWholeAsync(answer, length, cancellation)
            : new ValueTask<bool>(true);
    }

    /// <summary>Whether another attempt follows after a failure: whatever is the client's doing is not sent again, and nothing of which the client has a part already.</summary>
    /// <remarks>An answer may also fail in its body before anything of it went to the client: it breaks off there, or the limit was over in the moment in which it began.</remarks>
    public bool FollowsAfter(ForwarderError error) =>
        IsFollowed
        || (error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination or ForwarderError.ResponseHeaders
                or ForwarderError.ResponseBodyDestination or ForwarderError.NoAvailableDestinations
            && _policy is not null && Follow());

    /// <inheritdoc/>
    public void Dispose() => _limit?.Dispose();

    private async ValueTask<bool> TakesWholeAsync(HttpResponseMessage answer, long length, CancellationToken cancellation)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(length, cancellation);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested && Follow())
        {
            (RefusedStatus, HasBrokenOff) = (StatusCodes.Status502BadGateway, true);
            return false;
        }
    }

    private bool Follow() => IsFollowed = !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && _takeNext!();
}

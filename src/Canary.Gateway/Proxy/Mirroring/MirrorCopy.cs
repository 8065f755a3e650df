using Canary.Core.Comparison;
using Canary.Gateway.Proxy.Evidence;
using Canary.Gateway.Telemetry;

namespace Canary.Gateway.Proxy.Mirroring;

/// <summary>The copy of one request: waits for its body, is sent by the thread pool, and is compared once both answers are there.</summary>
/// <remarks>
/// The request begins it, shows it the body and the answer, and ends it; whichever of the body's end and the request's end is first decides whether
/// the copy is sent. From there on the two share nothing but the captured answer.
/// </remarks>
internal sealed class MirrorCopy(ServiceMirror mirror, OutgoingCopy outgoing, OutgoingCopy? again, EvidenceEpoch? evidence) : IThreadPoolWorkItem
{
    // Comparing takes time of a processor, of which requests need their share.
    private static readonly SemaphoreSlim Comparing = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly TaskCompletionSource<ComparableAnswer?> _request = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BoundedBytes? _body;
    private int _isDecided;

    /// <summary>Watches the answer that the client gets; null where nothing is compared.</summary>
    public AnswerCapture? Answer { get; } = mirror.Config.Compare is { } compare ? new AnswerCapture(compare) : null;

    /// <summary>Begins: what has no body is sent now, else the body is watched on its way to the chosen variant.</summary>
    public void Begin(HttpContext context, bool hasBody)
    {
        context.Features.Set(this);
        if (hasBody)
        {
            _body = new BoundedBytes(mirror.Config.MaxBody, context.Request.ContentLength ?? 0);
            context.Request.Body = new TeeStream(context.Request.Body, _body, context.Request.ContentLength, BodyEnded, ownsInner: false);
        }
        else if (TryDecide())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>The request has ended.</summary>
    /// <param name="isWhole">Whether the client has a whole answer of a backend.</param>
    public void RequestEnded(bool isWhole)
    {
        if (TryDecide())
        {
            // Not all of its body was read, so there is nothing to send.
            mirror.State.Metrics.Mirrored(_body is { IsCut: true } ? MirrorResult.TooLarge : MirrorResult.Cancelled);
            End();
        }

        _request.TrySetResult(isWhole ? Answer?.Finish() : null);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    private bool TryDecide() => Interlocked.Exchange(ref _isDecided, 1) == 0;

    private void BodyEnded()
    {
        if (!TryDecide())
        {
            return;
        }

        if (_body!.IsCut)
        {
            mirror.State.Metrics.Mirrored(MirrorResult.TooLarge);
            End();
            return;
        }

        // A copy of its own, as the client may read it after the exchange was given up.
        outgoing.SetBody(_body.Written.ToArray());
        _body.Close();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            var (config, until) = (mirror.Config, Environment.TickCount64 + (long)mirror.Config.Timeout.TotalMilliseconds);
            var second = again is null ? null : MirrorExchange.SendAsync(again, config.Compare, config.Timeout);
            var copy = await MirrorExchange.SendAsync(outgoing, config.Compare, config.Timeout);
            mirror.State.Metrics.Mirrored(copy.Result);
            if (mirror.Comparison is { } comparison)
            {
                var repeated = second is null ? default : await second;
                await CompareAsync(comparison, copy.Answer, repeated.Answer, until);
                copy.Body?.Close();
                repeated.Body?.Close();
            }

            if (copy.CostConnection && until - Environment.TickCount64 is > 0 and var left)
            {
                // It keeps its place until its time is over: a bad mirror would otherwise have us connect for every request, which takes time from the others.
                _body?.Close();
                Answer?.Close();
                await Task.Delay(TimeSpan.FromMilliseconds(left));
            }
        }
        finally
        {
            if (again is not null)
            {
                mirror.State.End();
            }

            End();
        }
    }

    private async Task CompareAsync(AnswerComparison comparison, ComparableAnswer? copied, ComparableAnswer? repeated, long until)
    {
        var request = await RequestAsync(until);
        var result = ComparisonResult.Incomplete;
        if (request is not null)
        {
            await Comparing.WaitAsync();
            try
            {
                // Off the socket's thread, which others wait for.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                if (repeated is not null)
                {
                    mirror.State.Journal.Learn(comparison, request, repeated);
                }

                if (copied is not null)
                {
                    result = mirror.State.Journal.Compare(comparison, outgoing.Message.Method.Method, request, copied);
                }
            }
            finally
            {
                Comparing.Release();
            }
        }

        mirror.State.Metrics.Compared(result);
        if (result != ComparisonResult.Incomplete)
        {
            evidence?.Compared(mirror.Target, result == ComparisonResult.Different);
        }
    }

    /// <summary>The answer that the client got; null where it did not get it whole, or not in time.</summary>
    private async Task<ComparableAnswer?> RequestAsync(long until)
    {
        try
        {
            return await _request.Task.WaitAsync(TimeSpan.FromMilliseconds(Math.Max(0, until - Environment.TickCount64)));
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void End()
    {
        _body?.Close();
        Answer?.Close();
        mirror.State.End();
    }
}

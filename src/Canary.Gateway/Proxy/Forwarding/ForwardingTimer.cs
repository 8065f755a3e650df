using Microsoft.Extensions.ObjectPool;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Cancels one exchange with a backend when nothing moves for too long, or when its client is gone. Kept for reuse.</summary>
internal sealed class ForwardingTimer : CancellationTokenSource
{
    // Moving a timer costs more than asking the clock, and nobody's timeout is that exact.
    private const long ResolutionMilliseconds = 20;
    private const int MostKept = 1024;

    private static readonly DefaultObjectPool<ForwardingTimer> Pool = new(new Policy(), MostKept);

    private CancellationTokenRegistration _client;
    private TimeSpan _idle;
    private long _movedAt;
    private bool _isShort;

    private ForwardingTimer()
    {
    }

    /// <summary>Whether the client's going was what cancelled it.</summary>
    public bool ClientGone { get; private set; }

    /// <summary>A timer that runs.</summary>
    /// <param name="idle">How long nothing may move.</param>
    /// <param name="first">How long there may be no answer, where that is less; null: as long.</param>
    /// <param name="client">Cancelled when the client is gone.</param>
    public static ForwardingTimer Start(TimeSpan idle, TimeSpan? first, CancellationToken client)
    {
        var timer = Pool.Get();
        timer._idle = idle;
        timer._movedAt = Environment.TickCount64;
        timer._isShort = first < idle;
        timer.CancelAfter(timer._isShort ? first!.Value : idle);
        timer._client = client.UnsafeRegister(static state => ((ForwardingTimer)state!).CancelForClient(), timer);
        return timer;
    }

    /// <summary>Something moved: the time starts again.</summary>
    public void Moved()
    {
        var now = Environment.TickCount64;
        if (now - _movedAt > ResolutionMilliseconds)
        {
            _movedAt = now;
            CancelAfter(_idle);
        }
    }

    /// <summary>The answer began: from now on only silence ends it.</summary>
    public void AnswerBegan()
    {
        if (_isShort)
        {
            _movedAt = Environment.TickCount64;
            CancelAfter(_idle);
            return;
        }

        Moved();
    }

    /// <summary>The exchange is over. The timer must not be used after it.</summary>
    public void End()
    {
        _client.Dispose();
        _client = default;
        Pool.Return(this);
    }

    private void CancelForClient()
    {
        if (!IsCancellationRequested)
        {
            ClientGone = true;
            Cancel();
        }
    }

    private sealed class Policy : PooledObjectPolicy<ForwardingTimer>
    {
        public override ForwardingTimer Create() => new();

        public override bool Return(ForwardingTimer timer)
        {
            // One that was cancelled stays so.
            if (timer.TryReset())
            {
                return true;
            }

            timer.Dispose();
            return false;
        }
    }
}

namespace Canary.Gateway.Proxy.Forwarding.Bodies;

/// <summary>One request's clock where waiting for the answer to begin and waiting for it to go on have different limits.</summary>
/// <remarks>Used by the sides that copy the request and the answer, which may run at once.</remarks>
internal sealed class PhaseTimer : IDisposable
{
    private readonly Lock _changing = new();
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _firstByte;
    private readonly TimeSpan _idle;
    private bool _answering;
    private bool _disposed;

    /// <summary>A timer that does not run yet.</summary>
    /// <param name="firstByte">From the request's last byte to the answer's headers.</param>
    /// <param name="idle">Between two bytes once the answer has begun.</param>
    /// <param name="parent">Cancels as well.</param>
    public PhaseTimer(TimeSpan firstByte, TimeSpan idle, CancellationToken parent)
    {
        Parent = parent;
        _source = CancellationTokenSource.CreateLinkedTokenSource(parent);
        Token = _source.Token;
        _firstByte = firstByte;
        _idle = idle;
    }

    /// <summary>The token that the request itself was given.</summary>
    public CancellationToken Parent { get; }

    /// <summary>Cancelled when time is up, or with <see cref="Parent"/>.</summary>
    public CancellationToken Token { get; }

    /// <summary>The request's last byte was sent.</summary>
    public void RequestSent()
    {
        lock (_changing)
        {
            if (!_answering && !_disposed)
            {
                _source.CancelAfter(_firstByte);
            }
        }
    }

    /// <summary>The answer's headers are there.</summary>
    public void AnswerBegan()
    {
        lock (_changing)
        {
            _answering = true;
            Restart_NeedsLock();
        }
    }

    /// <summary>Bytes moved, in either direction.</summary>
    public void BytesMoved()
    {
        lock (_changing)
        {
            Restart_NeedsLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
        }

        _source.Dispose();
    }

    private void Restart_NeedsLock()
    {
        if (_answering && !_disposed)
        {
            _source.CancelAfter(_idle);
        }
    }
}

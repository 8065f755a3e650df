using System.Buffers.Binary;
using Canary.Gateway.Proxy.Forwarding.Bodies;

namespace Canary.Gateway.Proxy.WebSockets;

/// <summary>The client's side of a WebSocket that the gateway can close between two of the backend's frames, as RFC 6455 wants it.</summary>
/// <remarks>
/// After its close frame nothing of the backend's goes to the client any more, while the client's answer still reaches the backend, which
/// then ends the conversation as it would by itself. A client that does not answer is cut off.
/// </remarks>
/// <param name="client">The client's bytes.</param>
/// <param name="context">The request, to cut it off.</param>
internal sealed class ClosableSocket(Stream client, HttpContext context) : WrappedStream(client)
{
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FrameBoundaries _frames;
    private volatile int _code;
    private bool _isClosed;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var at = 0;
            while (at < buffer.Length && !_isClosed && !(_code > 0 && _frames.IsBetweenFrames))
            {
                at += _frames.Follow(buffer.Span[at..]);
            }

            if (at > 0 && !_isClosed)
            {
                await Inner.WriteAsync(buffer[..at], cancellationToken);
            }

            await CloseBetweenFramesAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Closes it at the end of the frame under way, and cuts the client off where it does not answer.</summary>
    /// <param name="code">A status code of RFC 6455, section 7.4.</param>
    /// <param name="time">The clock.</param>
    public async Task CloseAsync(ushort code, TimeProvider time)
    {
        _code = code;
        using var patience = new CancellationTokenSource(Answer, time);
        try
        {
            await _writing.WaitAsync(patience.Token);
            try
            {
                await CloseBetweenFramesAsync(patience.Token);
            }
            finally
            {
                _writing.Release();
            }

            await _over.Task.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone, or reads nothing: cutting it off is what is left.
        }

        if (!_over.Task.IsCompleted)
        {
            context.Abort();
        }
    }

    /// <summary>The conversation has ended.</summary>
    public void End() => _over.TrySetResult();

    private async ValueTask CloseBetweenFramesAsync(CancellationToken cancellation)
    {
        if (_code == 0 || _isClosed || !_frames.IsBetweenFrames)
        {
            return;
        }

        _isClosed = true;
        if (!_frames.HasClosed)
        {
            var frame = new byte[] { 0x88, 2, 0, 0 };
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)_code);
            await Inner.WriteAsync(frame, cancellation);
        }
    }
}

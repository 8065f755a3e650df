using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>A connection to a backend whose end is told in the way that the client of .NET understands.</summary>
/// <remarks>
/// A backend may answer an upload with 413 and close at once (RFC 9110, section 15.5.14). The client of .NET goes on to the answer only after it has sent all,
/// so it would end with the failed write. Here a write that fails after the backend has spoken counts as done: it wants no more, and what it said is read.
/// A backend that restarts may end a kept connection by a reset. The client sends a request without a body again after an end alone,
/// so a reset before the first byte of a further answer is shown as one.
/// Reads and writes may overlap; the fields are only ever a hint for what to make of a failure.
/// </remarks>
internal sealed class BackendStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private volatile bool _wantsNoMore;
    private volatile bool _isReading;

    // Bytes of it were read.
    private volatile bool _hasSpoken;

    // The backend has ended its side.
    private volatile bool _hasEnded;

    // Nothing was read since the latest write.
    private volatile bool _isAsked;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_wantsNoMore)
        {
            return ValueTask.CompletedTask;
        }

        _isAsked = true;
        var write = base.WriteAsync(buffer, cancellationToken);
        return write.IsCompletedSuccessfully ? write : FinishAsync(write);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isReading = true;
        var read = base.ReadAsync(buffer, cancellationToken);
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Keep(read.Result)) : FinishAsync(read);
    }

    private async ValueTask FinishAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (IOException) when (Socket.Available > 0 || (_hasSpoken && !_isReading && !_hasEnded))
        {
            _wantsNoMore = true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FinishAsync(ValueTask<int> read)
    {
        try
        {
            return Keep(await read);
        }
        catch (IOException e) when (_hasSpoken && _isAsked && e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return Keep(0);
        }
    }

    private int Keep(int read)
    {
        if (read > 0)
        {
            (_hasSpoken, _isAsked) = (true, false);
        }
        else
        {
            _hasEnded = true;
        }

        _isReading = false;
        return read;
    }
}

using System.Net.Sockets;
using System.Text;

namespace Canary.TestKit.Battery.Wire;

/// <summary>Reads the requests of one connection to a backend.</summary>
/// <param name="socket">The connection.</param>
internal sealed class OriginReader(Socket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _unread = "";

    /// <summary>Reads the next head.</summary>
    /// <param name="keep">Gets the request as soon as something of it is there, unless it is the sentinel.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null at the end of the connection; what came before it is kept as a request that is not whole.</returns>
    public async Task<OriginRequest?> ReadHeadAsync(Action<OriginRequest> keep, CancellationToken cancellation)
    {
        var request = new OriginRequest();
        var isKept = false;
        while (true)
        {
            var end = _unread.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            request.Head = end < 0 ? _unread : _unread[..end];
            request.Bytes = _unread;
            if (!isKept && (end >= 0 || _unread.Length > 32) && request.Target != RawOrigin.Sentinel)
            {
                keep(request);
                isKept = true;
            }

            if (end >= 0)
            {
                _unread = _unread[(end + 4)..];
                return request;
            }

            if (!await MoreAsync(cancellation))
            {
                if (!isKept && _unread.Length > 0)
                {
                    keep(request);
                }

                return null;
            }
        }
    }

    /// <summary>Reads the body to its end; false where the connection ended before.</summary>
    public async Task<bool> ReadBodyAsync(OriginRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            (request.Body, request.IsWhole, var next) = RawBody.Read(_unread, request.Head, 0, closed: false, untilClose: false);
            request.Bytes = request.Head + "\r\n\r\n" + _unread[..next];
            if (request.IsWhole)
            {
                _unread = _unread[next..];
                return true;
            }

            if (!await MoreAsync(cancellation))
            {
                return false;
            }
        }
    }

    private async Task<bool> MoreAsync(CancellationToken cancellation)
    {
        var read = await socket.ReceiveAsync(_buffer, cancellation);
        _unread += Encoding.Latin1.GetString(_buffer, 0, read);
        return read > 0;
    }
}

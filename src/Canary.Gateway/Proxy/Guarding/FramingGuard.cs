using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Refuses bodies whose end two programs may find at two places.</summary>
internal static class FramingGuard
{
    // Where the server finds a length beside a transfer encoding, it moves the length here.
    private const string MovedLength = "X-Content-Length";

    /// <summary>How a request is refused, or null: it is not.</summary>
    public static Refusal? Refuse(HttpRequest request)
    {
        var headers = request.Headers;
        var encoding = headers.TransferEncoding;
        if (encoding.Count == 0)
        {
            return null;
        }

        if (HttpProtocol.IsHttp10(request.Protocol))
        {
            return Refusal.ChunksTooEarly;
        }

        if (headers.ContainsKey(MovedLength))
        {
            return Refusal.TwoLengths;
        }

        return encoding.Count == 1 && encoding[0].AsSpan().Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase) ? null
            : IsChunkedTwice(encoding) ? Refusal.ChunkedTwice
            : Refusal.UnknownEncoding;
    }

    private static bool IsChunkedTwice(StringValues encoding)
    {
        foreach (var line in encoding)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (!line.AsSpan(part).Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
        }

        return true;
    }
}

using System.Net.Http.Headers;
using Canary.Gateway.Proxy.Forwarding.Bodies;
using Canary.Gateway.Proxy.Guarding;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>Copies a client's headers to the request for the backend, each by its rule and all in one pass.</summary>
internal static class RequestHeaderCopy
{
    /// <summary>Copies them.</summary>
    /// <param name="request">The client's request.</param>
    /// <param name="proxied">The backend's; gets an empty body where headers describe one that is not there.</param>
    /// <param name="trustedPeer">Whether the peer's claims are believed.</param>
    public static void Copy(HttpRequest request, HttpRequestMessage proxied, bool trustedPeer)
    {
        // A body in chunks has no length that holds (RFC 9112 section 6.3).
        var chunked = request.Headers.TransferEncoding.Count > 0;
        var connection = request.Headers.Connection;
        var mayName = NamedByConnection.IsPossible(connection);
        foreach (var (name, values) in request.Headers)
        {
            if (mayName && NamedByConnection.Contains(connection, name) && !IsOfRequest(name))
            {
                continue;
            }

            switch (RequestHeaderRules.Of(name))
            {
                case RequestHeaderRule.Copy:
                    Add(proxied.Headers, name, values);
                    break;
                case RequestHeaderRule.Claim when trustedPeer:
                    Add(proxied.Headers, name, values);
                    break;
                case RequestHeaderRule.Content when !(chunked && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)):
                    Add((proxied.Content ??= new NoBody()).Headers, name, values);
                    break;
            }
        }

        if (HttpProtocol.IsHttp2(request.Protocol) && WantsTrailers(request.Headers.TE))
        {
            // The one value that may be passed on from HTTP/2 (RFC 9113 section 8.2.2); gRPC asks for it.
            proxied.Headers.TryAddWithoutValidation("TE", "trailers");
        }
    }

    private static void Add(HttpHeaders headers, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            headers.TryAddWithoutValidation(name, values[0]);
        }
        else
        {
            headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }

    /// <summary>What a request can't be without, no client can have taken away.</summary>
    private static bool IsOfRequest(string name) => name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    private static bool WantsTrailers(StringValues te)
    {
        foreach (var line in te)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan(part).Trim().Equals("trailers", StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

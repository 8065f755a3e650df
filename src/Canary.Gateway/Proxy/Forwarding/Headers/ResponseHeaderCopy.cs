using System.Collections.Frozen;
using System.Net.Http.Headers;
using Canary.Gateway.Proxy.Guarding;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>Copies a backend's headers to the answer for the client.</summary>
internal static class ResponseHeaderCopy
{
    /// <summary>They speak of the connection to the backend, not of the answer (RFC 9110 section 7.6.1), and end here.</summary>
    private static readonly FrozenSet<string> Dropped = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Features",
        "Proxy-Instruction", "Security-Scheme", "TE", "Transfer-Encoding", "Upgrade", "Upgrade-Insecure-Requests", "ALPN", "Close", "HTTP2-Settings", "Alt-Svc",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies them.</summary>
    /// <param name="answer">The backend's answer.</param>
    /// <param name="headers">The client's; what they have already stays, and is added to.</param>
    public static void Copy(HttpResponseMessage answer, IHeaderDictionary headers)
    {
        var connection = answer.Headers.NonValidated.TryGetValues("Connection", out var lines) ? new StringValues([.. lines]) : StringValues.Empty;
        Copy(answer.Headers, headers, connection);
        Copy(answer.Content.Headers, headers, connection);

        // A body in chunks has no length that holds (RFC 9112 section 6.3), and these have no body (RFC 9110 sections 15.3.5, 15.3.6).
        if (headers.ContentLength is { } length
            && ((int)answer.StatusCode is 204 or (>= 100 and < 200) || ((int)answer.StatusCode == 205 && length == 0) || answer.Headers.NonValidated.Contains("Transfer-Encoding")))
        {
            headers.ContentLength = null;
        }
    }

    private static void Copy(HttpHeaders source, IHeaderDictionary target, StringValues connection)
    {
        var mayName = NamedByConnection.IsPossible(connection);
        foreach (var (name, values) in source.NonValidated)
        {
            if (!Dropped.Contains(name) && !(mayName && NamedByConnection.Contains(connection, name)))
            {
                var value = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
                target[name] = target.TryGetValue(name, out var before) ? StringValues.Concat(before, value) : value;
            }
        }
    }
}

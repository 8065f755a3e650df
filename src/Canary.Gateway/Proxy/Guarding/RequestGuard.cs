using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Refuses what no backend should have to interpret: requests that two programs may read in two ways, and methods that are the gateway's own affair.</summary>
/// <remarks>
/// What the server refuses by itself is not repeated here. Called once for each request, before anything else is done with it;
/// takes no lock and allocates nothing.
/// </remarks>
internal static class RequestGuard
{
    // Where the server finds a length beside a transfer encoding, it moves the length here.
    private const string MovedLength = "X-Content-Length";
    private const int MostHeaders = 128;

    // RFC 9110, section 5.5: of the control characters only the tab may stand in a value.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    // Blanks and control characters the server lets through in targets.
    private static readonly SearchValues<char> Suspicious =
        SearchValues.Create(['%', '#', '\\', .. Enumerable.Range(0, 0x21).Select(c => (char)c), '\x7f']);

    [ThreadStatic]
    private static KeyValuePair<string, StringValues>[]? _headersOfThisThread;

    /// <summary>How a request is refused, or null: it is not.</summary>
    public static Refusal? Refuse(HttpContext context)
    {
        var request = context.Request;
        return RefuseMethod(context, request)
            ?? RefuseTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ?? (string.IsNullOrEmpty(request.Host.Value) && !HttpProtocol.IsHttp10(request.Protocol) ? Refusal.NoHost : null)
            ?? RefuseBody(request)
            ?? RefuseUpgrade(request)
            ?? RefuseValues(request.Headers);
    }

    private static Refusal? RefuseMethod(HttpContext context, HttpRequest request) =>
        request.Method is "GET" or "POST" ? null
        : IsInOtherCase(request.Method) ? Refusal.UnknownMethod
        : HttpMethods.IsTrace(request.Method) ? Refusal.MethodNotAllowed
        : HttpMethods.IsConnect(request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true } ? Refusal.MethodNotAllowed
        : HttpMethods.IsOptions(request.Method) && context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget == "*" ? Refusal.Options
        : null;

    /// <summary>Methods are told apart by case (RFC 9110, section 9.1), but the backends' client would send <c>get</c> as <c>GET</c>.</summary>
    private static bool IsInOtherCase(string method) => !ReferenceEquals(HttpMethods.GetCanonicalizedValue(method), method) && HttpMethods.GetCanonicalizedValue(method) != method;

    /// <summary>Fragments and backslashes, which some take for slashes, have no place in a target, nor have blanks and control characters; a percent sign stands before two hex digits.</summary>
    private static Refusal? RefuseTarget(string target)
    {
        for (var rest = target.AsSpan(); rest.IndexOfAny(Suspicious) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (rest[at] != '%' || at + 2 >= rest.Length || !char.IsAsciiHexDigit(rest[at + 1]) || !char.IsAsciiHexDigit(rest[at + 2]))
            {
                return Refusal.BadTarget;
            }
        }

        return null;
    }

    private static Refusal? RefuseBody(HttpRequest request)
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

    /// <summary>A WebSocket begins with a GET of HTTP/1.1 (RFC 6455, section 4.2.1).</summary>
    private static Refusal? RefuseUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0
        && request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
        && !(HttpMethods.IsGet(request.Method) && HttpProtocol.IsHttp11(request.Protocol))
            ? Refusal.BadUpgrade
            : null;

    private static Refusal? RefuseValues(IHeaderDictionary headers)
    {
        var count = headers.Count;
        var all = _headersOfThisThread ??= new KeyValuePair<string, StringValues>[MostHeaders];
        if (count > all.Length)
        {
            _headersOfThisThread = all = new KeyValuePair<string, StringValues>[count];
        }

        headers.CopyTo(all, 0);
        Refusal? refusal = null;
        foreach (ref var header in all.AsSpan(0, count))
        {
            if (refusal is null && HasControls(header.Value))
            {
                refusal = Refusal.ControlCharacter;
            }

            header = default;
        }

        return refusal;
    }

    private static bool HasControls(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny(Controls))
            {
                return true;
            }
        }

        return false;
    }
}

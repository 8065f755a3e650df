using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Refuses what no backend should have to interpret: requests that two programs may read in two ways, and methods that are the gateway's own affair.</summary>
/// <remarks>
/// What the server refuses by itself is not repeated here. Called once for each request, before anything else is done with it;
/// takes no lock and allocates nothing.
/// </remarks>
internal static class RequestGuard
{
    // Blanks and control characters the server lets through in targets.
    private static readonly SearchValues<char> Suspicious =
        SearchValues.Create(['%', '#', '\\', .. Enumerable.Range(0, 0x21).Select(c => (char)c), '\x7f']);

    /// <summary>How a request is refused, or null: it is not.</summary>
    public static Refusal? Refuse(HttpContext context)
    {
        var request = context.Request;
        return RefuseMethod(context, request)
            ?? RefuseTarget(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ?? (string.IsNullOrEmpty(request.Host.Value) && !HttpProtocol.IsHttp10(request.Protocol) ? Refusal.NoHost : null)
            ?? FramingGuard.Refuse(request)
            ?? RefuseUpgrade(request)
            ?? HeaderGuard.Refuse(request.Headers, HttpProtocol.IsHttp2(request.Protocol))
            ?? (IsAboutTheGateway(context) ? Refusal.Options : null);
    }

    private static Refusal? RefuseMethod(HttpContext context, HttpRequest request) =>
        request.Method is "GET" or "POST" ? null
        : IsInOtherCase(request.Method) ? Refusal.UnknownMethod
        : HttpMethods.IsTrace(request.Method) ? Refusal.MethodNotAllowed
        : HttpMethods.IsConnect(request.Method) ? RefuseConnect(context.Features.Get<IHttpExtendedConnectFeature>())
        : null;

    private static bool IsAboutTheGateway(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method) && context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget == "*";

    /// <summary>CONNECT begins a WebSocket over HTTP/2 (RFC 8441), and nothing else.</summary>
    private static Refusal? RefuseConnect(IHttpExtendedConnectFeature? extended) =>
        extended is not { IsExtendedConnect: true } ? Refusal.MethodNotAllowed
        : !string.Equals(extended.Protocol, "websocket", StringComparison.OrdinalIgnoreCase) ? Refusal.UnknownProtocol
        : null;

    /// <summary>Methods are told apart by case (RFC 9110, section 9.1), but the backends' client would send <c>get</c> as <c>GET</c>.</summary>
    private static bool IsInOtherCase(string method) => !ReferenceEquals(HttpMethods.GetCanonicalizedValue(method), method) && HttpMethods.GetCanonicalizedValue(method) != method;

    /// <summary>Fragments and backslashes, which some take for slashes, have no place in a target, nor have blanks and control characters; a percent sign stands before two hex digits.</summary>
    private static Refusal? RefuseTarget(string target)
    {
        var isEscaped = false;
        for (var rest = target.AsSpan(); rest.IndexOfAny(Suspicious) is >= 0 and var at; rest = rest[(at + 1)..])
        {
            if (rest[at] != '%' || at + 2 >= rest.Length || !char.IsAsciiHexDigit(rest[at + 1]) || !char.IsAsciiHexDigit(rest[at + 2]))
            {
                return Refusal.BadTarget;
            }

            isEscaped = true;
        }

        return isEscaped && EscapedSlashes.HideDots(target) ? Refusal.HiddenDots : null;
    }

    /// <summary>A WebSocket begins with a GET of HTTP/1.1 (RFC 6455, section 4.2.1).</summary>
    private static Refusal? RefuseUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0
        && request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
        && !(HttpMethods.IsGet(request.Method) && HttpProtocol.IsHttp11(request.Protocol))
            ? Refusal.BadUpgrade
            : null;
}

using Canary.Gateway.Proxy.Guarding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Canary.Gateway.Proxy.Clients;

/// <summary>What the gateway takes of bodies for services that say nothing of their own. The server enforces it while it reads; this is what it can't know.</summary>
/// <param name="most">The most bytes.</param>
internal sealed class BodyLimit(long most)
{
    private const string Grpc = "application/grpc";

    /// <summary>Refuses a body that says itself that it is too long, before a backend hears of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ofService">The service's own limits.</param>
    public Refusal? Refuse(HttpContext context, ClientLimits? ofService) =>
        context.Request.ContentLength > most && ofService is not { HasBodyLimit: true } ? Refusal.TooLarge : null;

    /// <summary>
    /// An HTTP/2 request of unknown length may be one side of a conversation, where silence is no attack: it has the idle timeout only.
    /// Where it says that it is one, it may also be of any length, unless its service limits bodies.
    /// </summary>
    public static void AllowConversation(HttpContext context, ClientLimits? ofService)
    {
        if (context.Request.ContentLength is not null || !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            return;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (ofService is not { HasBodyLimit: true }
            && context.Request.ContentType?.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase) == true
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }
}

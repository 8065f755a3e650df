using Canary.Core.Selection;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>The cookie by which the gateway recognises a user again.</summary>
internal static class StickyCookie
{
    private const int OneYearSeconds = 31_536_000;

    /// <summary>The <c>Set-Cookie</c> value for a selection that issued a key, else null.</summary>
    /// <param name="service">The service.</param>
    /// <param name="selection">The selection.</param>
    /// <param name="secure">Whether the client came by https.</param>
    public static string? For(ServiceSnapshot service, in VariantSelection selection, bool secure) =>
        selection.IssuedKey is { } key
            ? $"{service.Config.Sticky[selection.StickySource].Name}={key}; Path=/; Max-Age={OneYearSeconds}; HttpOnly; SameSite=Lax{(secure ? "; Secure" : "")}"
            : null;
}

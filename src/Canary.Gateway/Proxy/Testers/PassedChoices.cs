using Canary.Core.Selection;
using Canary.Gateway.Proxy.Forwarding.Headers;

namespace Canary.Gateway.Proxy.Testers;

/// <summary>Finds the choice of variant that comes with a live request: a tester's by a signed token, or an earlier hop's by a trusted peer's baggage.</summary>
/// <param name="tokens">Reads tokens; null where there are none.</param>
internal sealed class PassedChoices(TesterTokens? tokens)
{
    /// <summary>The choice, or none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="trustedPeer">Whether the peer's word is believed. A token needs no trust: its signature is what is believed.</param>
    public PassedChoice Of(ServiceSnapshot service, IHeaderDictionary headers, bool trustedPeer)
    {
        if (tokens is not null && ForcedBy(tokens, service, headers) is { IsThere: true } forced)
        {
            return forced;
        }

        return trustedPeer && service.Config.Traffic.Upstream.Count > 0 && headers[GatewayHeaders.Baggage] is { Count: > 0 } baggage
            ? UpstreamChoice.Find(service, baggage.ToString())
            : default;
    }

    private static PassedChoice ForcedBy(TesterTokens tokens, ServiceSnapshot service, IHeaderDictionary headers)
    {
        if (headers.TryGetValue(TesterTokens.Header, out var lines))
        {
            return ForcedBy(tokens, service, lines.ToString());
        }

        foreach (var line in headers.Cookie)
        {
            // The cheap look first: few requests are a tester's.
            if (line is not null && line.Contains(TesterTokens.CookiePrefix, StringComparison.Ordinal)
                && CookieHeader.TryGet(line, TesterTokens.CookiePrefix + service.Name, 0, out var token, out _))
            {
                return ForcedBy(tokens, service, token);
            }
        }

        return default;
    }

    private static PassedChoice ForcedBy(TesterTokens tokens, ServiceSnapshot service, ReadOnlySpan<char> token)
    {
        var variant = tokens.VariantOf(service.Name, token);
        for (var i = 0; variant is not null && i < service.Variants.Length; i++)
        {
            if (service.Variants[i].Name == variant)
            {
                return PassedChoice.Forced(i);
            }
        }

        return default;
    }
}

using System.Collections.Frozen;
using Canary.Gateway.Proxy.Testers;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>What becomes of a client's header on the way to the backend.</summary>
internal enum RequestHeaderRule
{
    /// <summary>It is copied.</summary>
    Copy,

    /// <summary>It speaks of the connection to the gateway, not of the request (RFC 9110 section 7.6.1), or its name may shadow another one; it ends here.</summary>
    Drop,

    /// <summary>It says who asks, where or by which trace: copied from a trusted peer only.</summary>
    Claim,

    /// <summary>It is the gateway's: <see cref="GatewayHeaders"/> writes it, or it is for the gateway alone.</summary>
    Own,

    /// <summary>It describes the body.</summary>
    Content,
}

/// <summary>Tells by a header's name what becomes of it: one look-up each.</summary>
internal static class RequestHeaderRules
{
    private const string ForwardedPrefix = "X-Forwarded-";

    private static readonly FrozenDictionary<string, RequestHeaderRule> Rules = Table(
        (RequestHeaderRule.Drop,
        [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Features",
            "Proxy-Instruction", "Security-Scheme", "TE", "Transfer-Encoding", "Upgrade", "ALPN", "Close", "HTTP2-Settings", "Alt-Svc",

            // The gateway answers it by itself as soon as it wants the body.
            "Expect",
        ]),
        (RequestHeaderRule.Claim, ["Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", GatewayHeaders.Mirror, GatewayHeaders.TraceParent, GatewayHeaders.TraceState]),
        (RequestHeaderRule.Own, [GatewayHeaders.Variant, GatewayHeaders.Baggage, GatewayHeaders.ForwardedFor, TesterTokens.Header]),
        (RequestHeaderRule.Content,
        [
            "Allow", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-MD5", "Content-Range",
            "Content-Type", "Expires", "Last-Modified",
        ]));

    /// <summary>What becomes of a header.</summary>
    /// <param name="name">Its name, in any case. HTTP/2 pseudo-headers are dropped.</param>
    public static RequestHeaderRule Of(string name)
    {
        if (Rules.TryGetValue(name, out var rule))
        {
            return rule;
        }

        // Many backends read x_forwarded_for as X-Forwarded-For.
        return name.StartsWith(':') || name.Contains('_') ? RequestHeaderRule.Drop
            : name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase) ? RequestHeaderRule.Claim
            : RequestHeaderRule.Copy;
    }

    private static FrozenDictionary<string, RequestHeaderRule> Table(params (RequestHeaderRule Rule, string[] Names)[] rules) =>
        rules.SelectMany(rule => rule.Names.Select(name => KeyValuePair.Create(name, rule.Rule))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

using System.Net.Http.Headers;
using Canary.Gateway.Proxy.Routing;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding.Headers;

/// <summary>The headers by which the gateway tells a backend who asks, and by way of which variant.</summary>
internal static class GatewayHeaders
{
    /// <summary>The variant that answers, to the backend and to the client.</summary>
    public const string Variant = "X-Canary-Variant";

    /// <summary>Marks the copy of a request, whose answer no client sees.</summary>
    public const string Mirror = "X-Canary-Mirror";

    /// <summary>Through which addresses the request came.</summary>
    public const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";
    private const string ForwardedHost = "X-Forwarded-Host";
    /// <summary>W3C baggage.</summary>
    public const string Baggage = "baggage";
    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";
    /// <summary>W3C trace context, by vendor.</summary>
    public const string TraceState = "tracestate";

    /// <summary>Says these things in place of a peer without trust; adds to what a trusted one said.</summary>
    /// <param name="headers">The outgoing headers, those of the incoming ones that <see cref="RequestHeaderRules"/> lets through.</param>
    /// <param name="context">The incoming request.</param>
    /// <param name="variant">Where the request goes.</param>
    /// <param name="trustedPeer">Whether the peer's word is believed.</param>
    public static void Write(HttpRequestHeaders headers, HttpContext context, RoutedVariant variant, bool trustedPeer)
    {
        headers.TryAddWithoutValidation(Variant, variant.Name);
        WriteBaggage(headers, context.Request.Headers[Baggage], variant, trustedPeer);
        if (trustedPeer)
        {
            Append(headers, context);
        }
        else
        {
            Replace(headers, context);
        }
    }

    private static void Replace(HttpRequestHeaders headers, HttpContext context)
    {
        if (AddressOf(context) is { } peer)
        {
            headers.TryAddWithoutValidation(ForwardedFor, peer);
        }

        headers.TryAddWithoutValidation(ForwardedProto, context.Request.Scheme);
        headers.TryAddWithoutValidation(ForwardedHost, context.Request.Host.Value);
        headers.TryAddWithoutValidation(TraceParent, Traces.NewParent());
    }

    private static void Append(HttpRequestHeaders headers, HttpContext context)
    {
        var incoming = context.Request.Headers;
        if (AddressOf(context) is { } peer)
        {
            var before = incoming[ForwardedFor];
            headers.TryAddWithoutValidation(ForwardedFor, StringValues.IsNullOrEmpty(before) ? peer : $"{string.Join(", ", before.ToArray())}, {peer}");
        }

        AddWhereAbsent(headers, incoming, ForwardedProto, context.Request.Scheme);
        AddWhereAbsent(headers, incoming, ForwardedHost, context.Request.Host.Value);
        if (!incoming.ContainsKey(TraceParent))
        {
            headers.TryAddWithoutValidation(TraceParent, Traces.NewParent());
        }
    }

    private static void AddWhereAbsent(HttpRequestHeaders headers, IHeaderDictionary incoming, string name, string? value)
    {
        if (!incoming.ContainsKey(name))
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void WriteBaggage(HttpRequestHeaders headers, StringValues incoming, RoutedVariant variant, bool trustedPeer)
    {
        if (StringValues.IsNullOrEmpty(incoming))
        {
            headers.TryAddWithoutValidation(Baggage, variant.BaggageMember);
            return;
        }

        var members = new List<string>();
        foreach (var member in string.Join(',', incoming.ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var key = member.AsSpan(0, member.AsSpan().IndexOfAny('=', ';') is var end and >= 0 ? end : member.Length).Trim();
            var isOurs = key.Equals(variant.BaggageKey, StringComparison.OrdinalIgnoreCase);
            if (!isOurs && (trustedPeer || !key.StartsWith("canary.", StringComparison.OrdinalIgnoreCase)))
            {
                members.Add(member);
            }
        }

        members.Add(variant.BaggageMember);
        headers.TryAddWithoutValidation(Baggage, string.Join(',', members));
    }

    private static string? AddressOf(HttpContext context)
    {
        // A listener for both families reports IPv4 peers as ::ffff:192.0.2.1, which backends would not recognise.
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}

using System.Net.Http.Headers;
using Canary.Gateway.Proxy.Routing;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>The headers by which the gateway tells a backend who asks, and by way of which variant.</summary>
internal static class GatewayHeaders
{
    /// <summary>The variant that answers, to the backend and to the client.</summary>
    public const string Variant = "X-Canary-Variant";

    private const string ForwardedPrefix = "X-Forwarded-";
    private const string ForwardedFor = "X-Forwarded-For";
    private const string ForwardedProto = "X-Forwarded-Proto";
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string Baggage = "baggage";
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    // Other headers by which a client could pretend to be someone or somewhere else.
    private static readonly string[] Pretences = ["Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL"];

    /// <summary>Replaces what a peer without trust said of these things; adds to what a trusted one said.</summary>
    /// <param name="headers">The outgoing headers, a copy of the incoming ones.</param>
    /// <param name="context">The incoming request.</param>
    /// <param name="variant">Where the request goes.</param>
    /// <param name="trustedPeer">Whether the peer's word is believed.</param>
    public static void Write(HttpRequestHeaders headers, HttpContext context, RoutedVariant variant, bool trustedPeer)
    {
        headers.Remove(Variant);
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
        RemoveForwarded(headers);
        foreach (var name in Pretences)
        {
            headers.Remove(name);
        }

        if (AddressOf(context) is { } peer)
        {
            headers.TryAddWithoutValidation(ForwardedFor, peer);
        }

        headers.TryAddWithoutValidation(ForwardedProto, context.Request.Scheme);
        headers.TryAddWithoutValidation(ForwardedHost, context.Request.Host.Value);
        headers.Remove(TraceParent);
        headers.Remove(TraceState);
        headers.TryAddWithoutValidation(TraceParent, Traces.NewParent());
    }

    private static void Append(HttpRequestHeaders headers, HttpContext context)
    {
        var incoming = context.Request.Headers;
        if (AddressOf(context) is { } peer)
        {
            var before = incoming[ForwardedFor];
            headers.Remove(ForwardedFor);
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

    private static void RemoveForwarded(HttpRequestHeaders headers)
    {
        List<string>? names = null;
        foreach (var (name, _) in headers.NonValidated)
        {
            if (name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                (names ??= []).Add(name);
            }
        }

        foreach (var name in names ?? [])
        {
            headers.Remove(name);
        }
    }

    private static void WriteBaggage(HttpRequestHeaders headers, StringValues incoming, RoutedVariant variant, bool trustedPeer)
    {
        if (StringValues.IsNullOrEmpty(incoming))
        {
            headers.Remove(Baggage);
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
        headers.Remove(Baggage);
        headers.TryAddWithoutValidation(Baggage, string.Join(',', members));
    }

    private static string? AddressOf(HttpContext context)
    {
        // A listener for both families reports IPv4 peers as ::ffff:192.0.2.1, which backends would not recognise.
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }
}

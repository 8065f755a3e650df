using System.Diagnostics;
using System.Net.Http.Headers;
using Canary.Gateway.Proxy.Forwarding.Headers;

namespace Canary.Gateway.Proxy.Observation;

/// <summary>W3C Trace Context in headers.</summary>
internal static class TraceHeaders
{
    /// <summary>The span that a client's request belongs to; none where it says nothing, or nothing valid.</summary>
    public static ActivityContext Read(IHeaderDictionary headers) =>
        headers[GatewayHeaders.TraceParent] is [{ } parent]
        && ActivityContext.TryParse(parent, headers[GatewayHeaders.TraceState].ToString() is { Length: > 0 } state ? state : null, isRemote: true, out var context)
            ? context
            : default;

    /// <summary>The <c>traceparent</c> of an outgoing request; null where there is none, or an invalid one.</summary>
    public static string? Read(HttpRequestHeaders headers) =>
        headers.NonValidated.TryGetValues(GatewayHeaders.TraceParent, out var values)
        && values.Count == 1
        && ActivityContext.TryParse(values.ToString(), null, out _)
            ? values.ToString()
            : null;

    /// <summary>Makes a span the parent of an outgoing request.</summary>
    public static void Write(HttpRequestHeaders headers, Activity span)
    {
        headers.Remove(GatewayHeaders.TraceParent);
        headers.TryAddWithoutValidation(GatewayHeaders.TraceParent, span.Id);
        headers.Remove(GatewayHeaders.TraceState);
        if (span.TraceStateString is { Length: > 0 } state)
        {
            headers.TryAddWithoutValidation(GatewayHeaders.TraceState, state);
        }
    }
}

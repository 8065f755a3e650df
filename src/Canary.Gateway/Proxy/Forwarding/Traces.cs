namespace Canary.Gateway.Proxy.Forwarding;

/// <summary>Begins traces (W3C Trace Context, section 3.2).</summary>
internal static class Traces
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;

    /// <summary>A <c>traceparent</c> of a new trace. It says "sampled": a backend that follows its parent's word then records as it would without a gateway.</summary>
    public static string NewParent() =>
        string.Create("00-".Length + (2 * TraceIdBytes) + "-".Length + (2 * SpanIdBytes) + "-01".Length, 0, static (text, _) =>
        {
            Span<byte> ids = stackalloc byte[TraceIdBytes + SpanIdBytes];
            Random.Shared.NextBytes(ids);

            // Ids of nothing but zeros are invalid; one bit each makes that impossible.
            ids[0] |= 1;
            ids[TraceIdBytes] |= 1;
            "00-".CopyTo(text);
            Convert.TryToHexStringLower(ids[..TraceIdBytes], text[3..], out var written);
            text[3 + written] = '-';
            Convert.TryToHexStringLower(ids[TraceIdBytes..], text[(4 + written)..], out _);
            "-01".CopyTo(text[^3..]);
        });
}

using System.Text;

namespace Canary.Gateway.Proxy.Admission;

/// <summary>What a connection that is too many is told, as bytes.</summary>
internal static class OverloadAnswer
{
    private const string Problem = """{"title":"Overloaded","status":503,"detail":"This gateway takes no more connections now."}""";

    /// <summary>503 with <c>Retry-After</c>, and the connection's end.</summary>
    public static ReadOnlyMemory<byte> Http1 { get; } = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: {Problem.Length}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{Problem}");

    /// <summary>SETTINGS and GOAWAY (RFC 9113, sections 6.5 and 6.8): no stream was looked at, so each may be sent again elsewhere; the reason is ENHANCE_YOUR_CALM.</summary>
    public static ReadOnlyMemory<byte> Http2 { get; } = new byte[]
    {
        0, 0, 0, 4, 0, 0, 0, 0, 0,
        0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xb,
    };
}

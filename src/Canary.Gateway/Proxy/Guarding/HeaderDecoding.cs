using System.Text;
using Microsoft.Net.Http.Headers;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Decodes the two headers that the server takes apart before the gateway sees them, so that nothing of what they said is lost.</summary>
/// <remarks>The server asks for each header that differs from the connection's request before; what is null it decodes by itself.</remarks>
internal static class HeaderDecoding
{
    private static readonly DigitsEncoding Digits = new();
    private static readonly ConnectionEncoding Connection = new();

    /// <summary>How a header is decoded; null: as any other.</summary>
    /// <param name="name">Its name; of those that the server knows, its own constant.</param>
    public static Encoding? Of(string name) =>
        ReferenceEquals(name, HeaderNames.ContentLength) ? Digits
        : ReferenceEquals(name, HeaderNames.Connection) ? Connection
        : null;
}

using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Refuses headers that no program should have to interpret.</summary>
internal static class HeaderGuard
{
    private const int MostHeaders = 128;

    // RFC 9110, section 5.5: of the control characters only the tab may stand in a value.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c != '\t'), '\x7f']);

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> OfNames = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    [ThreadStatic]
    private static KeyValuePair<string, StringValues>[]? _headersOfThisThread;

    /// <summary>How a request is refused, or null: it is not.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="isHttp2">Whether it came by HTTP/2, where the server looks less closely at names.</param>
    public static Refusal? Refuse(IHeaderDictionary headers, bool isHttp2)
    {
        var count = headers.Count;
        var all = _headersOfThisThread ??= new KeyValuePair<string, StringValues>[MostHeaders];
        if (count > all.Length)
        {
            _headersOfThisThread = all = new KeyValuePair<string, StringValues>[count];
        }

        headers.CopyTo(all, 0);
        Refusal? refusal = null;
        foreach (ref var header in all.AsSpan(0, count))
        {
            refusal ??= HasControls(header.Value) ? Refusal.ControlCharacter : isHttp2 ? RefuseName(header.Key) : null;
            header = default;
        }

        return refusal;
    }

    /// <summary>RFC 9113, sections 8.2.1 and 8.2.2: a name is a token, and speaks of no connection.</summary>
    private static Refusal? RefuseName(string name) =>
        name is [':', ..] ? null
        : name.Length == 0 || name.AsSpan().ContainsAnyExcept(OfNames) ? Refusal.BadName
        : IsOfConnection(name) ? Refusal.ConnectionHeader
        : null;

    private static bool IsOfConnection(string name) => name.Length switch
    {
        7 => name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase),
        10 => name.Equals("Keep-Alive", StringComparison.OrdinalIgnoreCase) || name.Equals("Connection", StringComparison.OrdinalIgnoreCase),
        16 => name.Equals("Proxy-Connection", StringComparison.OrdinalIgnoreCase),
        17 => name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static bool HasControls(StringValues values)
    {
        foreach (var value in values)
        {
            if (value.AsSpan().ContainsAny(Controls))
            {
                return true;
            }
        }

        return false;
    }
}

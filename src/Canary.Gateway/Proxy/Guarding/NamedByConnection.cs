using Microsoft.Extensions.Primitives;

namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Headers that a <c>Connection</c> header names: they are for the next hop alone (RFC 9110, section 7.6.1).</summary>
internal static class NamedByConnection
{
    /// <summary>Whether a header is one of them.</summary>
    /// <param name="connection">The lines of <c>Connection</c>; mostly none, or a single word that names no header.</param>
    /// <param name="name">The header's name.</param>
    public static bool Contains(StringValues connection, string name)
    {
        foreach (var line in connection)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (line.AsSpan(part).Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether it can name any: words that every program knows name none.</summary>
    public static bool IsPossible(StringValues connection) =>
        connection.Count > 1 || (connection.Count == 1 && connection[0] is not ("" or "close" or "keep-alive" or "Keep-Alive" or "Close" or "Upgrade" or "upgrade"));
}

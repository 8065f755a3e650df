using System.Net;
using System.Net.Sockets;
using Canary.Core.Selection.Matching;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>Reads one source of a sticky key from a request.</summary>
internal sealed class StickySource(StickySourceConfig config, FactCompiler facts)
{
    /// <summary>The longest text of an address.</summary>
    public const int AddressLength = 64;

    private readonly NamedFact _fact = facts.Of(config);

    /// <summary>Whether the gateway issues a key where no source has one.</summary>
    public bool CanIssue => config.Kind == StickyKind.Cookie;

    /// <summary>The first key that is not empty.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="room"><see cref="AddressLength"/> characters that the key may be written to.</param>
    /// <param name="key">The key, valid until the next question to <paramref name="facts"/>.</param>
    public bool TryGetKey(RequestFacts facts, Span<char> room, out ReadOnlySpan<char> key)
    {
        if (config.Kind == StickyKind.Ip)
        {
            return TryFormat(facts.RemoteAddress, room, out key);
        }

        for (var next = 0; next >= 0 && facts.TryGetNext(_fact, ref next, out var value);)
        {
            if (!value.IsEmpty)
            {
                key = value;
                return true;
            }
        }

        key = default;
        return false;
    }

    private static bool TryFormat(IPAddress? address, Span<char> room, out ReadOnlySpan<char> key)
    {
        var written = 0;
        if (address is null || !address.TryFormat(room, out written))
        {
            key = default;
            return false;
        }

        key = room[..written];
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // The same client reads ::ffff:10.0.0.1 on a socket of both families and 10.0.0.1 on one of IPv4; a zone is the host's own number.
            var zone = key.IndexOf('%');
            key = address.IsIPv4MappedToIPv6 ? key[(key.LastIndexOf(':') + 1)..]
                : zone < 0 ? key : key[..zone];
        }

        return true;
    }
}

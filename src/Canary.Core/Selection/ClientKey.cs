using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Canary.Core.Selection.Matching;
using Canary.Core.Services;

namespace Canary.Core.Selection;

/// <summary>Tells clients apart, for what each of them may ask: by the first source that a request has.</summary>
/// <remarks>An IPv6 address counts by its first 64 bits, as whoever has one such network has all addresses in it.</remarks>
public sealed class ClientKey
{
    private const int NetworkBytes = 8;

    private readonly (StickyKind Kind, StickySource Source)[] _sources;
    private readonly ulong _seed;

    /// <summary>Reads the sources of a valid service.</summary>
    /// <param name="sources">Where to look, in order.</param>
    /// <param name="seed">What clients can't know, so that none can choose with whom it is confused.</param>
    public ClientKey(IReadOnlyList<StickySourceConfig> sources, ulong seed)
    {
        var facts = new FactCompiler([], []);
        _sources = [.. sources.Select(source => (source.Kind, new StickySource(source, facts)))];
        _seed = seed;
    }

    /// <summary>64 bits of who asks; the same for all requests that have none of the sources.</summary>
    /// <param name="facts">The request.</param>
    public ulong HashOf(RequestFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Span<char> room = stackalloc char[StickySource.AddressLength];
        foreach (var (kind, source) in _sources)
        {
            if (kind == StickyKind.Ip)
            {
                if (facts.RemoteAddress is { } address)
                {
                    return HashOf(address);
                }
            }
            else if (source.TryGetKey(facts, room, out var key))
            {
                return Bucket.Hash(key, _seed);
            }
        }

        return _seed;
    }

    private ulong HashOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var number = address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? BinaryPrimitives.ReadUInt64BigEndian(bytes[..NetworkBytes])
            : BinaryPrimitives.ReadUInt32BigEndian(bytes[..length]);
        return SplitMix64.At(_seed, number);
    }
}

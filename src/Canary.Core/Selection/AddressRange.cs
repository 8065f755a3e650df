using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Canary.Core.Selection;

/// <summary>A range of addresses in CIDR form, or one address. An IPv4-mapped IPv6 address counts as the IPv4 address that it stands for.</summary>
public readonly record struct AddressRange
{
    private readonly NumericAddress _base;
    private readonly UInt128 _mask;

    private AddressRange(NumericAddress address, int prefixLength)
    {
        var bits = address.IsIPv4 ? 32 : 128;
        // Shifting all the way out is undefined for 128 bits (the count wraps), so the empty mask stands apart.
        _mask = prefixLength == 0 ? 0 : (address.IsIPv4 ? uint.MaxValue : UInt128.MaxValue) >> (bits - prefixLength) << (bits - prefixLength);
        _base = address;
    }

    /// <summary>Parses <c>10.0.0.0/8</c>, <c>10.1.2.3</c>, <c>2001:db8::/32</c> or <c>::1</c>.</summary>
    /// <param name="text">The range. IPv4 in its usual four decimal numbers only; no zone, no brackets.</param>
    /// <param name="range">The range, where the text is one.</param>
    /// <param name="problem">What is wrong, in half a sentence; null where nothing is.</param>
    public static bool TryParse(string text, out AddressRange range, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        if (address.AsSpan().IndexOfAny("[]% ") >= 0 || !IPAddress.TryParse(address, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() != address))
        {
            problem = "is not an IP address or a CIDR range such as 10.0.0.0/8 or 2001:db8::/32";
            return false;
        }

        var bits = parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            problem = $"has a prefix length that is not a number from 0 to {bits}";
            return false;
        }

        var numeric = new NumericAddress(parsed);
        if (numeric.IsIPv4 && bits == 128)
        {
            if (length < 96)
            {
                problem = "is an IPv4-mapped range with a prefix length below 96";
                return false;
            }

            length -= 96;
        }

        range = new AddressRange(numeric, length);
        if ((numeric.Value & ~range._mask) != 0)
        {
            problem = "has bits set after its prefix length";
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>Whether an address is in the range. An address of the other family never is.</summary>
    public bool Contains(IPAddress address) => Contains(new NumericAddress(address));

    internal bool Contains(NumericAddress address) => address.IsIPv4 == _base.IsIPv4 && (address.Value & _mask) == _base.Value;
}

/// <summary>An address as a number, IPv4-mapped ones as IPv4, zones left out.</summary>
internal readonly record struct NumericAddress
{
    public NumericAddress(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        IsIPv4 = length == 4 || address.IsIPv4MappedToIPv6;
        Value = !IsIPv4 ? BinaryPrimitives.ReadUInt128BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - 4)..]);
    }

    public bool IsIPv4 { get; }

    public UInt128 Value { get; }
}

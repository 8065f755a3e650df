using System.Globalization;
using System.Net;
using Canary.Core.Selection;

namespace Canary.Core.Services;

/// <summary>The form of address ranges in rules.</summary>
internal static class AddressRangeText
{
    /// <summary>What is wrong with a range, or null. For an address within a network the message names the network.</summary>
    public static string? Problem(string range)
    {
        if (AddressRange.TryParse(range, out _, out var problem))
        {
            return null;
        }

        var hint = NetworkOf(range) is { } network ? $"; the network is {network}" : "";
        return $"must be an address range such as 10.0.0.0/8, but {Quoted.Text(range)} {problem}{hint}.";
    }

    private static string? NetworkOf(string range)
    {
        if (range.Split('/') is not [var address, var suffix] || !IPAddress.TryParse(address, out var parsed)
            || !int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        var bytes = parsed.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        var network = $"{new IPAddress(bytes)}/{length}";
        return AddressRange.TryParse(network, out _, out _) ? network : null;
    }
}

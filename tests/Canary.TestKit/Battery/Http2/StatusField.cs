namespace Canary.TestKit.Battery.Http2;

/// <summary>Reads <c>:status</c>, which is always the first field of an answer's headers (RFC 9113, section 8.3).</summary>
internal static class StatusField
{
    // RFC 7541, appendix A: :status in the static table.
    private static readonly int[] Indexed = [200, 204, 206, 304, 400, 404, 500];

    /// <summary>The status; 0 where the block does not begin with one, as that of trailers.</summary>
    public static int Read(ReadOnlySpan<byte> block)
    {
        var at = 0;
        while (at < block.Length && (block[at] & 0xE0) == 0x20)
        {
            at += SizeOfUpdate(block[at..]);
        }

        if (at >= block.Length)
        {
            return 0;
        }

        var first = block[at];
        return first is >= 0x88 and <= 0x8E ? Indexed[first - 0x88]
            : first is 0x48 or 0x08 or 0x18 && at + 1 < block.Length ? ReadText(block[(at + 1)..])
            : 0;
    }

    private static int SizeOfUpdate(ReadOnlySpan<byte> bytes)
    {
        if ((bytes[0] & 0x1F) != 0x1F)
        {
            return 1;
        }

        var size = 1;
        while (size < bytes.Length && (bytes[size] & 0x80) != 0)
        {
            size++;
        }

        return size + 1;
    }

    private static int ReadText(ReadOnlySpan<byte> text)
    {
        var length = text[0] & 0x7F;
        var bytes = text.Slice(1, length);
        return (text[0] & 0x80) != 0 ? ReadHuffman(bytes) : int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Digits alone: '0' to '2' are the codes 0 to 2 of five bits, '3' to '9' those from 0x19 on of six (RFC 7541, appendix B).</summary>
    private static int ReadHuffman(ReadOnlySpan<byte> bytes)
    {
        var (status, digits, bits, count) = (0, 0, 0u, 0);
        foreach (var next in bytes)
        {
            (bits, count) = (bits << 8 | next, count + 8);
            while (digits < 3 && count >= 6)
            {
                var five = bits >> (count - 5) & 0x1F;
                var digit = five <= 2 ? five : (bits >> (count - 6) & 0x3F) - 0x19 + 3;
                count -= five <= 2 ? 5 : 6;
                status = status * 10 + (int)digit;
                digits++;
            }

            if (digits < 3 && count == 5 && (bits & 0x1F) <= 2)
            {
                (status, digits, count) = (status * 10 + (int)(bits & 0x1F), digits + 1, 0);
            }
        }

        return status;
    }
}

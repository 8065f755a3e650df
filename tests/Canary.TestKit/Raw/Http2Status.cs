using System.Globalization;
using System.Text;

namespace Canary.TestKit.Raw;

/// <summary>Reads the status out of an answer's HEADERS, where it stands first.</summary>
public static class Http2Status
{
    private const int FirstIndexed = 0x88;

    // RFC 7541, appendix A, from index 8.
    private static readonly int[] Indexed = [200, 204, 206, 304, 400, 404, 500];

    /// <summary>The status.</summary>
    public static int Of(Http2Frame headers)
    {
        var block = headers.Payload.AsSpan();
        while ((block[0] & 0xE0) == 0x20)
        {
            // A change of the dynamic table's size.
            block = block[1..];
        }

        if (block[0] is >= FirstIndexed and < FirstIndexed + 7)
        {
            return Indexed[block[0] - FirstIndexed];
        }

        // A literal with the name by index, and three digits without Huffman coding.
        var value = block[(block[0] & 0x3F) == 0x3F || (block[0] & 0x0F) == 0x0F ? 2.. : 1..];
        return int.Parse(Encoding.ASCII.GetString(value.Slice(1, 3)), CultureInfo.InvariantCulture);
    }
}

namespace Canary.Core.Selection;

/// <summary>Finds cookies in a <c>Cookie</c> header (RFC 6265, section 4.2) without copying it.</summary>
public static class CookieHeader
{
    /// <summary>The <paramref name="index"/>-th cookie of a name in one header line; cost in proportion to the line's length.</summary>
    /// <param name="header">The line's value. Pairs without <c>=</c> are passed over.</param>
    /// <param name="name">The cookie's name, exact case.</param>
    /// <param name="index">0 for the first.</param>
    /// <param name="value">The value as it was sent, quotes and escapes included, without spaces around it.</param>
    /// <param name="found">How many cookies of the name were passed; where the answer is false, the whole line's: what to take from the index for the next line.</param>
    public static bool TryGet(ReadOnlySpan<char> header, ReadOnlySpan<char> name, int index, out ReadOnlySpan<char> value, out int found)
    {
        found = 0;
        if (!header.Contains(name, StringComparison.Ordinal))
        {
            // Most rules ask for cookies that are not there, and one search is quicker than taking the header apart.
            value = default;
            return false;
        }

        while (!header.IsEmpty)
        {
            var end = header.IndexOf(';');
            var pair = end < 0 ? header : header[..end];
            header = end < 0 ? [] : header[(end + 1)..];

            var equals = pair.IndexOf('=');
            if (equals < 0 || !pair[..equals].Trim(" \t").SequenceEqual(name))
            {
                continue;
            }

            if (found++ == index)
            {
                value = pair[(equals + 1)..].Trim(" \t");
                return true;
            }
        }

        value = default;
        return false;
    }
}

namespace Canary.Core.Selection;

/// <summary>Finds parameters in a query string (<c>application/x-www-form-urlencoded</c>), copying only what is percent-encoded.</summary>
public static class QueryValues
{
    /// <summary>The <paramref name="index"/>-th parameter of a name; cost in proportion to the query's length.</summary>
    /// <param name="query">The query as it was sent, with or without the leading <c>?</c>. A parameter without <c>=</c> has the empty value.</param>
    /// <param name="name">The parameter's name when decoded, exact case.</param>
    /// <param name="index">0 for the first.</param>
    /// <param name="scratch">Room for decoding, kept by the caller from call to call; replaced where it is too short.</param>
    /// <param name="value">The decoded value, valid until <paramref name="scratch"/> is used again. Escapes that are malformed stay as they were sent.</param>
    public static bool TryGet(ReadOnlySpan<char> query, ReadOnlySpan<char> name, int index, ref char[] scratch, out ReadOnlySpan<char> value)
    {
        if (query.StartsWith('?'))
        {
            query = query[1..];
        }

        while (!query.IsEmpty)
        {
            var end = query.IndexOf('&');
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? [] : query[(end + 1)..];

            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            if (pair.IsEmpty || !Decode(key, ref scratch).SequenceEqual(name) || index-- > 0)
            {
                continue;
            }

            value = equals < 0 ? [] : Decode(pair[(equals + 1)..], ref scratch);
            return true;
        }

        value = default;
        return false;
    }

    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text, ref char[] scratch)
    {
        if (text.IndexOfAny('%', '+') < 0)
        {
            return text;
        }

        if (scratch.Length < text.Length)
        {
            scratch = new char[Math.Max(256, text.Length)];
        }

        return scratch.AsSpan(0, PercentEncoding.Decode(text, scratch, plusIsSpace: true, keepSlash: false));
    }
}

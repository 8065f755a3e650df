namespace Canary.Core.Selection;

/// <summary>Finds cookies in a <c>Cookie</c> header (RFC 6265, section 4.2) without copying it.</summary>
public static class CookieHeader
{
    private const string White = " \t";

    /// <summary>The <paramref name="index"/>-th cookie of a name in one header line; cost in proportion to the line's length.</summary>
    /// <param name="header">The line's value. Pairs without <c>=</c> are passed over.</param>
    /// <param name="name">The cookie's name, exact case.</param>
    /// <param name="index">0 for the first.</param>
    /// <param name="value">The value as it was sent, quotes and escapes included, without spaces around it.</param>
    /// <param name="found">How many cookies of the name were passed; where the answer is false, the whole line's: what to take from the index for the next line.</param>
    public static bool TryGet(ReadOnlySpan<char> header, ReadOnlySpan<char> name, int index, out ReadOnlySpan<char> value, out int found)
    {
        found = 0;
        for (var start = 0; ;)
        {
            // One search for the name is quicker than taking the header apart, above all where it is not there.
            var at = header[start..].IndexOf(name);
            if (at < 0)
            {
                value = default;
                return false;
            }

            at += start;
            start = at + name.Length;
            var rest = header[start..].TrimStart(White);
            if (rest.StartsWith('=') && BeginsPair(header[..at]) && found++ == index)
            {
                var end = rest.IndexOf(';');
                value = rest[1..(end < 0 ? rest.Length : end)].Trim(White);
                return true;
            }
        }
    }

    private static bool BeginsPair(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(White);
        return before.IsEmpty || before[^1] == ';';
    }
}

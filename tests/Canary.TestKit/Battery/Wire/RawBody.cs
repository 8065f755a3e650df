using System.Globalization;

namespace Canary.TestKit.Battery.Wire;

/// <summary>Reads bodies as strictly as RFC 9112 frames them.</summary>
public static class RawBody
{
    /// <summary>Reads the body after a head.</summary>
    /// <param name="text">All that came.</param>
    /// <param name="head">The message's head.</param>
    /// <param name="at">Where the body begins.</param>
    /// <param name="closed">Whether no more will come.</param>
    /// <param name="untilClose">Whether a body without a length goes on to the end of the connection, as an answer's does; a request's is empty.</param>
    /// <returns>The body, whether it is whole, and where the next message begins.</returns>
    public static (string Body, bool IsWhole, int Next) Read(string text, string head, int at, bool closed, bool untilClose)
    {
        if (RawHead.Values(head, "Transfer-Encoding").Any(value => value.Contains("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            return ReadChunks(text, at);
        }

        if (RawHead.Values(head, "Content-Length") is [var first, ..] && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            var there = (int)Math.Min(length, text.Length - at);
            return (text.Substring(at, there), there == length, at + there);
        }

        return untilClose ? (text[at..], closed, text.Length) : ("", true, at);
    }

    private static (string Body, bool IsWhole, int Next) ReadChunks(string text, int at)
    {
        var body = "";
        while (true)
        {
            var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (end < 0 || !int.TryParse(text.AsSpan(at, end - at).ToString().Split(';')[0].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size))
            {
                return (body, false, text.Length);
            }

            at = end + 2;
            if (size == 0)
            {
                return ReadTrailers(text, at, body);
            }

            if (at + size + 2 > text.Length)
            {
                return (body + text[at..], false, text.Length);
            }

            body += text.Substring(at, size);
            at += size + 2;
        }
    }

    private static (string Body, bool IsWhole, int Next) ReadTrailers(string text, int at, string body)
    {
        while (true)
        {
            var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (end < 0)
            {
                return (body, false, text.Length);
            }

            if (end == at)
            {
                return (body, true, at + 2);
            }

            at = end + 2;
        }
    }
}

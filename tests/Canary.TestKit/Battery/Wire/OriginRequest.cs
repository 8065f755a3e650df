namespace Canary.TestKit.Battery.Wire;

/// <summary>A request as the backend got it, byte for byte; text is Latin-1.</summary>
public sealed class OriginRequest
{
    /// <summary>Request line and headers, without the empty line; all that came where that is missing.</summary>
    public string Head { get; set; } = "";

    /// <summary>The body, chunks put together.</summary>
    public string Body { get; set; } = "";

    /// <summary>All of its bytes.</summary>
    public string Bytes { get; set; } = "";

    /// <summary>Whether head and body came to their end.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The request line.</summary>
    public string Line => Head.Split("\r\n")[0];

    /// <summary>The method.</summary>
    public string Method => Line.Split(' ')[0];

    /// <summary>The target.</summary>
    public string Target => Line.Split(' ') is [_, var target, ..] ? target : "";

    /// <summary>The values of a header, one for each line.</summary>
    public IReadOnlyList<string> Header(string name) => RawHead.Values(Head, name);

    /// <summary>Whether it has a header.</summary>
    public bool Has(string name) => Header(name).Count > 0;

    /// <summary>What makes it one that two programs may read in two ways; null: nothing.</summary>
    public string? Ambiguity()
    {
        var lines = Head.Split("\r\n");
        if (Head.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            return "a bare CR, bare LF or NUL in the head";
        }

        if (lines[0].Split(' ').Length != 3)
        {
            return "a request line that has not three parts";
        }

        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).IndexOfAny(" \t\"(),/;<=>?@[\\]{}") >= 0 || line.AsSpan(0, colon).IndexOfAnyExceptInRange('!', '~') >= 0)
            {
                return $"the line '{line}'";
            }
        }

        return Header("Host").Count != 1 && !(Header("Host").Count == 0 && Line.EndsWith(" HTTP/1.0", StringComparison.Ordinal)) ? "not one Host"
            : Has("Transfer-Encoding") && Has("Content-Length") ? "two framings"
            : Header("Content-Length").Count > 1 || Header("Content-Length").Any(v => v.Length == 0 || v.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) ? "a wrong Content-Length"
            : Has("Transfer-Encoding") && !(Header("Transfer-Encoding") is [var only] && only.Equals("chunked", StringComparison.OrdinalIgnoreCase)) ? "an unusual Transfer-Encoding"
            : null;
    }
}

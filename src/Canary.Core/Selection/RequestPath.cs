namespace Canary.Core.Selection;

/// <summary>Brings a request's path into the one form that services and rules are matched against. What is forwarded stays as it was sent.</summary>
public static class RequestPath
{
    /// <summary>Treats <c>\</c> as <c>/</c>, collapses repeated slashes and resolves <c>.</c> and <c>..</c> segments, never above the root.</summary>
    /// <param name="decodedPath">The path after percent-decoding, without query.</param>
    /// <returns>A path that starts with <c>/</c>; the same string where nothing is to be done.</returns>
    public static string Normalise(string decodedPath)
    {
        ArgumentNullException.ThrowIfNull(decodedPath);
        return IsNormal(decodedPath) ? decodedPath : Rewrite(decodedPath);
    }

    /// <summary>The normalised path of a request target as a client writes it: percent-decoded but for <c>%2F</c>, query and fragment cut off.</summary>
    public static string FromRaw(string rawPath)
    {
        ArgumentNullException.ThrowIfNull(rawPath);
        var end = rawPath.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? rawPath : rawPath[..end];
        if (!path.Contains('%', StringComparison.Ordinal))
        {
            return Normalise(path);
        }

        var decoded = new char[path.Length];
        return Normalise(new string(decoded, 0, PercentEncoding.Decode(path, decoded, plusIsSpace: false, keepSlash: true)));
    }

    private static bool IsNormal(string path) =>
        path.StartsWith('/')
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Contains("//", StringComparison.Ordinal)
        && !HasDotSegment(path);

    private static bool HasDotSegment(ReadOnlySpan<char> path)
    {
        for (var dot = path.IndexOf("/."); dot >= 0;)
        {
            var segment = path[(dot + 1)..];
            var end = segment.IndexOf('/');
            if ((end < 0 ? segment : segment[..end]) is "." or "..")
            {
                return true;
            }

            var next = segment.IndexOf("/.");
            dot = next < 0 ? -1 : dot + 1 + next;
        }

        return false;
    }

    private static string Rewrite(string path)
    {
        var result = new char[path.Length + 1];
        var length = 0;
        var rest = path.AsSpan();
        var openEnd = false;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny('/', '\\');
            var segment = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];

            // A path that ends in a slash or in a dot segment names what is below, so its slash stays.
            openEnd = end >= 0;
            switch (segment)
            {
                case "":
                    break;
                case ".":
                    openEnd = true;
                    break;
                case "..":
                    openEnd = true;
                    length = Math.Max(0, result.AsSpan(0, length).LastIndexOf('/'));
                    break;
                default:
                    result[length++] = '/';
                    segment.CopyTo(result.AsSpan(length));
                    length += segment.Length;
                    break;
            }
        }

        if (openEnd || length == 0)
        {
            result[length++] = '/';
        }

        return new string(result, 0, length);
    }
}

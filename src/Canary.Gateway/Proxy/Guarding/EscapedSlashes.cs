namespace Canary.Gateway.Proxy.Guarding;

/// <summary>Finds segments such as <c>..</c> beside an escaped slash: to the gateway <c>/public/..%2fprivate</c> is below <c>/public</c>, to a backend that decodes first it is <c>/private</c>.</summary>
internal static class EscapedSlashes
{
    private const int EscapeLength = 3;

    /// <summary>Whether a target's path has one. Looked at only where there is a percent sign.</summary>
    public static bool HideDots(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        var (dots, others, afterEscaped) = (0, false, false);
        for (var i = 0; i <= path.Length; i++)
        {
            var escape = i < path.Length && path[i] == '%' ? EscapeAt(path, i) : '\0';
            var isEscapedSlash = escape is '/' or '\\';
            if (i == path.Length || path[i] == '/' || isEscapedSlash)
            {
                if (dots is 1 or 2 && !others && (isEscapedSlash || afterEscaped))
                {
                    return true;
                }

                (dots, others, afterEscaped) = (0, false, isEscapedSlash);
            }
            else if (path[i] == '.' || escape == '.')
            {
                dots++;
            }
            else
            {
                others = true;
            }

            i += escape == '\0' ? 0 : EscapeLength - 1;
        }

        return false;
    }

    private static char EscapeAt(ReadOnlySpan<char> path, int at) =>
        at + EscapeLength > path.Length ? '\0' : (path[at + 1], path[at + 2]) switch
        {
            ('2', 'f' or 'F') => '/',
            ('5', 'c' or 'C') => '\\',
            ('2', 'e' or 'E') => '.',
            _ => '?',
        };
}

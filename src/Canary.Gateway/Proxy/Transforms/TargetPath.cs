using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Canary.Gateway.Proxy.Transforms;

/// <summary>Paths that transforms change with every escape as the client wrote it: decoded and encoded again, <c>%2F</c> would become another path.</summary>
internal static class TargetPath
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // RFC 3986, section 3.3: what stands in a path by itself; a percent sign does where two hex digits follow.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/");

    /// <summary>The path as the client sent it; where the target is of another form than a path, as the server read it.</summary>
    public static PathString AsSent(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target is not ['/', ..] || target.Contains('#', StringComparison.Ordinal))
        {
            return context.Request.Path;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return new PathString(query < 0 ? target : target[..query]);
    }

    /// <summary>The address of a path at a backend. What an operator wrote without escapes gets them.</summary>
    public static Uri At(string destination, PathString path, QueryString query) =>
        new(string.Concat(destination.AsSpan().TrimEnd('/'), Escape(path.Value ?? "/"), query.Value), AsWritten);

    private static string Escape(string path)
    {
        if (!path.AsSpan().ContainsAnyExcept(Allowed))
        {
            return path;
        }

        var escaped = new StringBuilder(path.Length + 16);
        for (var i = 0; i < path.Length; i++)
        {
            if (Allowed.Contains(path[i]) || IsEscape(path, i))
            {
                escaped.Append(path[i]);
            }
            else
            {
                escaped.Append(Uri.EscapeDataString(path[i].ToString()));
            }
        }

        return escaped.ToString();
    }

    private static bool IsEscape(string path, int at) =>
        path[at] == '%' && at + 2 < path.Length && char.IsAsciiHexDigit(path[at + 1]) && char.IsAsciiHexDigit(path[at + 2]);
}

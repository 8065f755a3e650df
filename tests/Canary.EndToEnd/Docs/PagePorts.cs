using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>Free ports for those that a page names, the same one each time.</summary>
internal sealed partial class PagePorts
{
    private readonly Dictionary<string, int> _free = [];

    /// <summary>The text with other ports behind addresses of this machine.</summary>
    public string In(string text) => Address().Replace(text, match => match.Groups["before"].Value + Of(match.Groups["port"].Value));

    /// <summary>The port that stands for one of the page's.</summary>
    public int Of(string port)
    {
        if (!_free.TryGetValue(port, out var free))
        {
            _free[port] = free = FreePort.Next();
        }

        return free;
    }

    [GeneratedRegex(@"(?<before>(127\.0\.0\.1|localhost|0\.0\.0\.0):|--port )(?<port>\d{4,5})")]
    private static partial Regex Address();
}

using System.Text;

namespace Canary.Gateway.Notifications.Sending;

/// <summary>An event as people read it in a chat: its line, in which nothing is markup, and its links.</summary>
internal static class ChatText
{
    /// <summary>For Slack, where &amp;, &lt; and &gt; are markup.</summary>
    public static string Slack(ToldEvent told) => told.Line
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        + string.Concat(told.Links.Select(link => $"\n<{link.Url}|{Label(link)}>"));

    /// <summary>In Markdown.</summary>
    public static string Markdown(ToldEvent told)
    {
        var text = new StringBuilder();
        foreach (var c in told.Line)
        {
            if ("\\`*_[]<>#|~".Contains(c, StringComparison.Ordinal))
            {
                text.Append('\\');
            }

            text.Append(c);
        }

        return text.Append(string.Concat(told.Links.Select(link => $"\n\n[{Label(link)}]({link.Url})"))).ToString();
    }

    /// <summary>Without markup.</summary>
    public static string Plain(ToldEvent told) => told.Line + string.Concat(told.Links.Select(link => $"\n{Label(link)}: {link.Url}"));

    private static string Label(EventLink link) => char.ToUpperInvariant(link.Action[0]) + link.Action[1..];
}

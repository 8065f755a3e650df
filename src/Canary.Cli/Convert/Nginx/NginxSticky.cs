using System.Text.RegularExpressions;
using Canary.Core.Services;

namespace Canary.Cli.Convert.Nginx;

/// <summary>What a text that <c>split_clients</c> hashes means as a sticky key.</summary>
internal static partial class NginxSticky
{
    private static readonly string[] Chance = ["request_id", "msec", "connection", "connection_requests", "pid"];

    private static readonly string[] Addresses = ["remote_addr", "binary_remote_addr", "realip_remote_addr"];

    /// <summary>The sticky source; null: every request draws anew.</summary>
    public static StickySourceConfig? Of(NginxSplit split, Conversion conversion)
    {
        var variables = Variable().Matches(split.Source).Select(variable => variable.Groups["name"].Value).ToList();
        if (variables.Any(name => Chance.Contains(name)))
        {
            return null;
        }

        if (variables.Count == 0)
        {
            conversion.Problem(split.Line, $"'{split.Source}' has no variable: nginx gives everyone the same value.");
            return null;
        }

        if (variables.Count > 1)
        {
            conversion.Note(split.Line, $"nginx hashes '{split.Source}'; the sticky key is of ${variables[0]} alone, so users who differ in the rest only get the same variant.");
        }

        return Of(variables[0], split, conversion);
    }

    private static StickySourceConfig? Of(string variable, NginxSplit split, Conversion conversion)
    {
        if (Addresses.Contains(variable))
        {
            return new StickySourceConfig(StickyKind.Ip);
        }

        if (variable.StartsWith("cookie_", StringComparison.Ordinal))
        {
            conversion.Note(split.Line, $"nginx gives all users without the cookie '{variable[7..]}' the same variant; the gateway issues them the cookie, and splits them too.");
            return new StickySourceConfig(StickyKind.Cookie, variable[7..]);
        }

        if (variable.StartsWith("http_", StringComparison.Ordinal))
        {
            var header = NginxMap.HeaderName(variable);
            conversion.Note(split.Line, $"nginx gives all requests without the header '{header}' the same variant; the gateway draws for each of them.");
            return new StickySourceConfig(StickyKind.Header, header);
        }

        if (variable.StartsWith("jwt_claim_", StringComparison.Ordinal))
        {
            return new StickySourceConfig(StickyKind.Claim, variable["jwt_claim_".Length..]);
        }

        conversion.Problem(split.Line, $"the gateway knows no sticky key like ${variable}; it knows addresses, cookies, headers and claims.");
        return null;
    }

    [GeneratedRegex(@"\$(\{(?<name>\w+)\}|(?<name>\w+))")]
    private static partial Regex Variable();
}

namespace Canary.Core.Services;

/// <summary>The places that a service's match takes, such that two services conflict exactly where they share one.</summary>
public static class MatchKeys
{
    /// <summary>One key a host (<c>*</c> stands for any), each <c>host|path</c> with the host in lower case.</summary>
    public static IReadOnlyList<string> Of(MatchConfig match) =>
        match.Hosts.Count == 0
            ? [$"*|{match.Path}"]
            : [.. match.Hosts.Select(host => $"{host.ToLowerInvariant()}|{match.Path}").Distinct()];
}

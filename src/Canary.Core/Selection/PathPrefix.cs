namespace Canary.Core.Selection;

/// <summary>A path prefix of whole segments: <c>/shop</c> has <c>/shop</c> and <c>/shop/x</c> below it, not <c>/shopping</c>. Exact case.</summary>
internal readonly struct PathPrefix
{
    private readonly string _prefix;

    /// <summary>A prefix as an operator writes it; slashes at its end make no difference.</summary>
    public PathPrefix(string prefix) => _prefix = Trim(prefix);

    /// <summary>The prefix without slashes at its end; empty for the root.</summary>
    public static string Trim(string prefix) => prefix.TrimEnd('/');

    /// <summary>Whether a normalised path is the prefix or below it.</summary>
    public bool Matches(ReadOnlySpan<char> path) =>
        path.StartsWith(_prefix) && (path.Length == _prefix.Length || path[_prefix.Length] == '/');
}

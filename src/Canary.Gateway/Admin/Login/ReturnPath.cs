namespace Canary.Gateway.Admin.Login;

/// <summary>Where a login leads: a path of this listener and never another site, whatever a link to the login says.</summary>
internal static class ReturnPath
{
    /// <summary>Where it leads where nothing else is asked for: the console.</summary>
    public const string Home = "/";

    private const int MaxLength = 1_000;

    /// <summary>The path that is asked for where it can be one, else <see cref="Home"/>.</summary>
    public static string Of(string? asked) => asked is not null && IsLocal(asked) ? asked : Home;

    // What follows a # is the console's own way to its page, and can't lead to another host.
    // Browsers take a backslash for a slash and drop tabs and line ends, so that /\evil or /<tab>/evil is another host to them.
    private static bool IsLocal(string path) =>
        path.Length is > 0 and <= MaxLength && path[0] == '/' && !(path.Length > 1 && path[1] == '/')
        && path.All(c => c is > ' ' and <= '~' and not '\\')
        && !Is(path, "/login") && !Is(path, "/logout");

    private static bool Is(string path, string prefix) => path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}

namespace Canary.Core.Services;

/// <summary>The form of path prefixes: such that they can match, as requests' paths are decoded and normalised first.</summary>
internal static class PathText
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 1024;

    /// <summary>What is wrong with a prefix, or null.</summary>
    public static string? Problem(string path)
    {
        var reason = path switch
        {
            { Length: 0 or > MaxLength } => $"it must have 1 to {MaxLength} characters",
            _ when path[0] != '/' => "it must start with '/'",
            _ when path.Length > 1 && path[^1] == '/' => "it must not end with '/'",
            _ when path.Contains("//", StringComparison.Ordinal) => "it must not have empty segments",
            _ when path.Split('/').Any(segment => segment is "." or "..") => "it must not have segments '.' and '..'",
            _ when path.AsSpan().IndexOfAny('?', '#') >= 0 => "it must not have a query or fragment",
            _ when path.Contains('%', StringComparison.Ordinal) => "it must be written without percent-encoding",
            _ when path.Contains('\\', StringComparison.Ordinal) => "it must not have backslashes",
            _ when path.Any(char.IsControl) => "it must not have control characters",
            _ => null,
        };
        return reason is null ? null : $"must be a path such as /shop, but is {Quoted.Text(path)}: {reason}.";
    }
}

using System.Buffers;

namespace Canary.Core.Services;

/// <summary>Checks of texts that requests are compared with.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>What is wrong with a text that must have a length and no control characters, or null.</summary>
    public static string? Problem(string text, int min, int max)
    {
        if (text.Length < min || text.Length > max)
        {
            return $"must have {min} to {max} characters, but has {text.Length}{(text.Length == 0 ? "" : $": {Quoted.Text(text)}")}.";
        }

        return text.Any(char.IsControl) ? $"must not have control characters, but is {Quoted.Text(text)}." : null;
    }

    /// <summary>What is wrong with a token of HTTP (RFC 9110, 5.6.2), which methods and names of headers and cookies are, or null.</summary>
    public static string? TokenProblem(string text, int max) =>
        text.Length > 0 && text.Length <= max && !text.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? null
            : $"must be 1 to {max} of letters, digits and !#$%&'*+-.^_`|~, but is {Quoted.Text(text)}.";
}

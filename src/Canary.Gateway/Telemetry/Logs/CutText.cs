using System.Globalization;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>Cuts what is too long for a log line, and says so in its place.</summary>
internal static class CutText
{
    /// <summary>The most characters of a value that is searched for; Elasticsearch does not index longer ones.</summary>
    public const int Value = 1_000;

    /// <summary>The most characters of a message.</summary>
    public const int Message = 4_000;

    /// <summary>The most characters of a stack trace.</summary>
    public const int Stack = 16_000;

    /// <summary>The text as it is, or its beginning and how many characters there were, as <c>/aaaa…[102400 characters]</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">The most characters that are kept, the mark left out.</param>
    public static string To(string text, int most) => text.Length <= most ? text : To(text.AsSpan(), most);

    /// <inheritdoc cref="To(string, int)"/>
    public static string To(ReadOnlySpan<char> text, int most)
    {
        if (text.Length <= most)
        {
            return text.ToString();
        }

        // Half a surrogate pair would be no character.
        var kept = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return string.Create(CultureInfo.InvariantCulture, $"{text[..kept]}…[{text.Length} characters]");
    }
}

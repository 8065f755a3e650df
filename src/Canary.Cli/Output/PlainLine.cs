using System.Globalization;
using System.Text;

namespace Canary.Cli.Output;

/// <summary>Texts that others wrote, in one line and without anything that could take over a terminal.</summary>
internal static class PlainLine
{
    /// <summary>The text with line ends and control characters made visible.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var line = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c is '\n' or '\t' ? line.Append(' ')
                : IsUnsafe(c) ? line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : line.Append(c);
        }

        return line.ToString();
    }

    // Format characters turn the direction of text around, or hide.
    private static bool IsUnsafe(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Canary.Core.Services;

/// <summary>Shows values from outside in messages: shortened, and with nothing in them that could break a line of a log.</summary>
internal static class Quoted
{
    /// <summary>The most characters of a value that are shown.</summary>
    public const int MaxLength = 80;

    /// <summary>The text in single quotes.</summary>
    public static string Text(string value) => $"'{Bare(value)}'";

    /// <summary>The text without quotes, for a list of names or a path.</summary>
    public static string Bare(string value) => Within(value, MaxLength);

    /// <summary>The same with another number of characters at most.</summary>
    public static string Within(string value, int maxLength)
    {
        const string Cut = "...";
        if (value.Length <= maxLength && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            // As nearly all are; thousands of documents are read at a start.
            return value;
        }

        var shown = new StringBuilder();
        var fits = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            shown.Append(IsSafe(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
            if (shown.Length > maxLength)
            {
                return shown.ToString(0, fits) + Cut;
            }

            fits = shown.Length <= maxLength - Cut.Length ? shown.Length : fits;
        }

        return shown.ToString();
    }

    /// <summary>The kind and the content of a JSON value, as <c>the number 5</c>.</summary>
    public static string Json(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"the text {(TryGetText(value, out var text) ? Text(text) : "with a broken character")}",
        JsonValueKind.Number => $"the number {Bare(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "missing",
    };

    /// <summary>The text of a JSON string; false where it has half a surrogate pair or bytes that are not UTF-8.</summary>
    public static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}

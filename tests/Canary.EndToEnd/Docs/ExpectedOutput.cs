using System.Text.RegularExpressions;

namespace Canary.EndToEnd.Docs;

/// <summary>What a page says that a command shows: a part of what it really says, with any white space, and anything where the page has <c>…</c>.</summary>
/// <remarks>Numbers are meant as they are, unless the block is a <c>text about</c>. One in fifty answers of the demo's canary is an error, which pages leave out.</remarks>
internal sealed partial class ExpectedOutput
{
    private const string ErrorOfTheDemo = ",\"error\":\"out of stock\"";
    private readonly Regex _pattern;
    private readonly bool _isAbout;

    /// <summary>Reads what is expected.</summary>
    /// <param name="text">What the page shows.</param>
    /// <param name="isAbout">Whether its numbers may be others.</param>
    public ExpectedOutput(string text, bool isAbout = false)
    {
        _isAbout = isAbout;
        var parts = Shape(text).Split('…').Select(part => Regex.Escape(part.Trim()));
        _pattern = new Regex($@"(?<![\d.]){string.Join(@"[\s\S]*?", parts)}");
    }

    /// <summary>Whether the command said it.</summary>
    public bool IsIn(string said) => _pattern.IsMatch(Shape(said.Replace(ErrorOfTheDemo, "")));

    private string Shape(string text)
    {
        var line = White().Replace(text, " ").Trim();
        return _isAbout ? Number().Replace(line, "0") : line;
    }

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}

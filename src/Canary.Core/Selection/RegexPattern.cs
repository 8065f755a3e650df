using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Canary.Core.Selection;

/// <summary>Compiles the regular expressions of rules, such that none can run away: linear-time automata only, with a time limit on top.</summary>
public static class RegexPattern
{
    /// <summary>The most characters that a pattern may have.</summary>
    public const int MaxLength = 1_000;

    /// <summary>After which one match is given up, in milliseconds.</summary>
    public const int MatchTimeoutMilliseconds = 10;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Compiles a pattern, or says what is wrong with it.</summary>
    /// <param name="pattern">1 to <see cref="MaxLength"/> characters; no look-around, back-references and atomic groups.</param>
    /// <param name="ignoreCase">Whether letters match in any case.</param>
    /// <param name="regex">The compiled pattern.</param>
    /// <param name="problem">What is wrong and what is allowed, in one sentence.</param>
    public static bool TryCompile(
        string pattern, bool ignoreCase, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        regex = null;
        if (pattern.Length is 0 or > MaxLength)
        {
            problem = $"A pattern has 1 to {MaxLength} characters, this one has {pattern.Length}.";
            return false;
        }

        try
        {
            regex = new Regex(
                pattern,
                ignoreCase ? Options | RegexOptions.IgnoreCase : Options,
                TimeSpan.FromMilliseconds(MatchTimeoutMilliseconds));
            problem = null;
            return true;
        }
        catch (RegexParseException e)
        {
            problem = $"The pattern is malformed at offset {e.Offset}: {e.Error}.";
        }
        catch (NotSupportedException)
        {
            problem = "The pattern needs backtracking, or is too large for matching in linear time: "
                + "look-around, back-references, atomic groups and conditionals are not allowed, nor are large nested repetitions.";
        }

        return false;
    }
}

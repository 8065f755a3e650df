using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Canary.Core.Selection;

/// <summary>Compiles the regular expressions of rules, such that none can run away: a language that linear automata know, and a time limit for each match.</summary>
/// <remarks>
/// Matching is done by the backtracking interpreter, which looks at the clock all the time and was never seen to overrun
/// its limit by more than the scheduler's share. <see cref="RegexOptions.NonBacktracking"/> serves to check the language
/// only: building its automaton while it matches can hold a request for seconds past the same limit. See
/// docs/decisions/004-regexes-with-a-time-limit.md.
/// </remarks>
public static class RegexPattern
{
    /// <summary>The most characters that a pattern may have.</summary>
    public const int MaxLength = 1_000;

    /// <summary>After which one match is given up, in milliseconds.</summary>
    public const int MatchTimeoutMilliseconds = 10;

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
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            regex = Compile(pattern, ignoreCase);
            problem = null;
            return true;
        }
        catch (RegexParseException e)
        {
            problem = $"The pattern is malformed at offset {e.Offset}: {e.Error}.";
        }
        catch (NotSupportedException)
        {
            problem = "The pattern can't be matched in linear time: look-around, back-references, atomic groups, "
                + "conditionals and large nested repetitions are not allowed.";
        }

        return false;
    }

    /// <summary>Compiles a pattern that <see cref="TryCompile"/> found right before.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed.</exception>
    internal static Regex Compile(string pattern, bool ignoreCase) => new(
        pattern,
        RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None),
        TimeSpan.FromMilliseconds(MatchTimeoutMilliseconds));
}

using System.Text.RegularExpressions;

namespace Canary.Core.Selection;

/// <summary>Bounds the time that all regexes of one selection take together.</summary>
/// <remarks>
/// One match is given up after <see cref="RegexPattern.MatchTimeoutMilliseconds"/>. Before each, the time that was used so
/// far is compared with <see cref="LimitMicroseconds"/>, which leaves room for one such match below 50 ms; once it is used
/// up, or once a match had to be given up, no further regex is tried. A regex that was given up or not tried counts as not
/// matching. So a request is held for 30 ms, and one match more, at most.
/// </remarks>
internal static class RegexBudget
{
    /// <summary>The time from which no further regex is tried, in microseconds.</summary>
    public const long LimitMicroseconds = 30_000;

    /// <summary>Makes the whole budget available, for the next selection.</summary>
    public static void Reset(RequestFacts facts) => facts.RegexMicroseconds = 0;

    /// <summary>Whether the pattern is found in the value, false where the budget is used up.</summary>
    public static bool IsMatch(Regex regex, ReadOnlySpan<char> value, RequestFacts facts)
    {
        if (facts.RegexMicroseconds >= LimitMicroseconds)
        {
            return false;
        }

        var start = facts.ElapsedMicroseconds;
        try
        {
            var matches = regex.IsMatch(value);
            facts.RegexMicroseconds += facts.ElapsedMicroseconds - start;
            return matches;
        }
        catch (RegexMatchTimeoutException)
        {
            facts.RegexMicroseconds = LimitMicroseconds;
            return false;
        }
    }
}

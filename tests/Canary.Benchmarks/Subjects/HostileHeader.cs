using System.Diagnostics;
using System.Text.RegularExpressions;
using Canary.Core.Selection;

namespace Canary.Benchmarks.Subjects;

/// <summary>A header and patterns that take as long to compare as the gateway allows, without any one of them being given up.</summary>
internal static class HostileHeader
{
    // Of the time after which one match is given up, so that noise does not give it up: one that is ends the whole choice.
    private const double ShareOfOneLimit = 0.65;
    // After so much no further pattern is tried: the gateway's RegexBudget.
    private const double LimitMicroseconds = 30_000;
    private const int Measured = 200;
    private const int Times = 5;

    // Cubic in the length of the header; none of them is ever found.
    private static readonly string[] All = ["^(a*)(a*)(a*)b$", "^(a*)(a*)(a*)c$", "^(a*)(a*)(a*)d$", "^(a*)(a*)(a*)e$", "^(a*)(a*)(a*)f$"];

    /// <summary>The patterns.</summary>
    public static IReadOnlyList<string> Patterns => All;

    /// <summary>A value of the length that takes this machine almost as long as a match may take.</summary>
    public static string Calibrate()
    {
        var regex = new Regex(All[0], RegexOptions.CultureInvariant);
        var value = new string('a', Measured);
        var least = double.MaxValue;
        for (var i = 0; i < Times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            regex.IsMatch(value);
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return new string('a', (int)(Measured * Math.Cbrt(ShareOfOneLimit * RegexPattern.MatchTimeoutMilliseconds / least)));
    }

    /// <summary>Compares until the time for all is used up, as the gateway does.</summary>
    public static void Burn(IReadOnlyList<Regex> patterns, string value)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            foreach (var pattern in patterns.TakeWhile(_ => Stopwatch.GetElapsedTime(started).TotalMicroseconds < LimitMicroseconds))
            {
                pattern.IsMatch(value);
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // The gateway gives up then, too.
        }
    }
}

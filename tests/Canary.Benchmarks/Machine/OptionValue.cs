using System.Globalization;

namespace Canary.Benchmarks.Machine;

/// <summary>Reads the values of options of the command line.</summary>
internal static class OptionValue
{
    /// <summary>A comma-separated list of known names.</summary>
    /// <exception cref="UsageException">One is not known.</exception>
    public static string[] OneOf(string option, string value, IEnumerable<string> allowed)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var wrong = names.Except(allowed).ToList();
        return wrong.Count == 0 ? names : throw new UsageException($"{option} is '{wrong[0]}'; allowed are {string.Join(", ", allowed)}.");
    }

    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">It is not one, or out of range.</exception>
    public static int Number(string option, string value, int most, int least = 1) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} is '{value}'; allowed is {least} to {most}.");

    /// <summary><c>NAME=VALUE</c>.</summary>
    /// <exception cref="UsageException">It has no <c>=</c>.</exception>
    public static KeyValuePair<string, string> Pair(string option, string value) =>
        value.Split('=', 2) is [var key, var rest] ? KeyValuePair.Create(key, rest) : throw new UsageException($"{option} is '{value}'; it wants NAME=VALUE.");
}

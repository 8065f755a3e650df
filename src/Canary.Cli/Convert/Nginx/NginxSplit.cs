using System.Globalization;
using Canary.Core.Services;

namespace Canary.Cli.Convert.Nginx;

/// <summary>A <c>split_clients</c> block: what it is split by, and the shares of its values.</summary>
/// <param name="Source">The text that nginx hashes, as <c>${remote_addr}AAA</c>.</param>
/// <param name="Shares">The values with their shares, in order; all together have 100 percent.</param>
/// <param name="Line">Where it begins.</param>
internal sealed record NginxSplit(string Source, IReadOnlyList<(string Value, Weight Share)> Shares, int Line)
{
    /// <summary>Reads a block; null where it can't be converted, which is told.</summary>
    public static NginxSplit? Read(NginxDirective block, Conversion conversion)
    {
        var shares = new List<(string Value, int Hundredths)>();
        var (sum, rest) = (0, (string?)null);
        foreach (var entry in block.Block ?? [])
        {
            if (entry.Name == "*")
            {
                rest = entry.First;
                continue;
            }

            if (!entry.Name.EndsWith('%') || !decimal.TryParse(entry.Name[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || !Weight.TryFromPercent(percent, out var weight))
            {
                conversion.Problem(entry.Line, $"'{entry.Name}' is no percentage from 0.01% to 100%.");
                return null;
            }

            sum += weight.Hundredths;
            shares.Add((entry.First, weight.Hundredths));
        }

        if (sum > Weight.FullHundredths || (rest is null && sum < Weight.FullHundredths))
        {
            conversion.Problem(block.Line, sum > Weight.FullHundredths ? "the shares are more than 100%." : "the shares are less than 100% and there is no '*': nginx gives the rest an empty value, which is no variant.");
            return null;
        }

        if (rest is not null)
        {
            shares.Add((rest, Weight.FullHundredths - sum));
        }

        return new NginxSplit(
            block.First,
            [.. shares.GroupBy(share => share.Value, StringComparer.Ordinal).Select(share => (share.Key, Weight.FromHundredths(share.Sum(one => one.Hundredths))))],
            block.Line);
    }
}

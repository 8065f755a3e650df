using System.Globalization;
using System.Text;

namespace Canary.Core.Services;

/// <summary>Durations as text: the short form (<c>500ms</c>, <c>90s</c>, <c>1h30m</c>) and ISO 8601 (<c>PT5M</c>).</summary>
/// <remarks>
/// Both forms take days, hours, minutes and seconds as whole numbers, each unit once and the larger first; the short form
/// also milliseconds, ISO 8601 up to three decimals of the seconds instead. No sign, no blanks, no years, months and weeks.
/// </remarks>
public static class Duration
{
    /// <summary>What is allowed, as it is said in error messages.</summary>
    public const string Allowed = "a duration such as 500ms, 90s, 5m, 1h30m or PT5M";

    private const int MaxLength = 40;

    private static readonly (string Name, long Milliseconds)[] ShortUnits =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    private static readonly (string Name, long Milliseconds)[] IsoDateUnits = [("D", 86_400_000)];

    private static readonly (string Name, long Milliseconds)[] IsoTimeUnits = [("H", 3_600_000), ("M", 60_000), ("S", 1_000)];

    /// <summary>Reads either form; false where the text is neither, or the duration is longer than a <see cref="TimeSpan"/> can be.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        decimal milliseconds = 0;
        if (text.Length is 0 or > MaxLength || !(text[0] == 'P' ? TryIso(text[1..], ref milliseconds) : TryUnits(text, ShortUnits, ref milliseconds)))
        {
            return false;
        }

        if (decimal.Truncate(milliseconds) != milliseconds || milliseconds > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)milliseconds * TimeSpan.TicksPerMillisecond);
        return true;
    }

    /// <summary>The short form with the fewest characters, as <c>90s</c> rather than <c>1m30s</c>, but <c>1m</c> rather than <c>60s</c>.</summary>
    /// <param name="duration">Whole milliseconds, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or finer than a millisecond.</exception>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "Durations are whole milliseconds.");
        }

        var milliseconds = duration.Ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds == 0
            ? "0s"
            : Enumerable.Range(0, ShortUnits.Length).Select(largest => InUnits(milliseconds, ShortUnits.AsSpan(largest))).MinBy(text => text.Length)!;
    }

    private static string InUnits(long milliseconds, ReadOnlySpan<(string Name, long Milliseconds)> units)
    {
        var text = new StringBuilder();
        foreach (var (name, size) in units)
        {
            if (milliseconds >= size)
            {
                text.Append(CultureInfo.InvariantCulture, $"{milliseconds / size}{name}");
                milliseconds %= size;
            }
        }

        return text.ToString();
    }

    private static bool TryIso(ReadOnlySpan<char> text, ref decimal milliseconds)
    {
        var split = text.IndexOf('T');
        var date = split < 0 ? text : text[..split];
        return (date.IsEmpty ? split >= 0 : TryUnits(date, IsoDateUnits, ref milliseconds))
            && (split < 0 || TryUnits(text[(split + 1)..], IsoTimeUnits, ref milliseconds));
    }

    private static bool TryUnits(ReadOnlySpan<char> text, ReadOnlySpan<(string Name, long Milliseconds)> units, ref decimal milliseconds)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            var number = text[..LengthOf(text, letters: false)];
            text = text[number.Length..];
            var unit = text[..LengthOf(text, letters: true)];
            text = text[unit.Length..];
            var index = 0;
            while (index < units.Length && !unit.SequenceEqual(units[index].Name))
            {
                index++;
            }

            var style = unit.SequenceEqual("S") ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
            if (index == units.Length || !IsNumber(number) || !decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var count)
                || count > long.MaxValue)
            {
                return false;
            }

            milliseconds += count * units[index].Milliseconds;
            units = units[(index + 1)..];
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1]);

    private static int LengthOf(ReadOnlySpan<char> text, bool letters)
    {
        var length = 0;
        while (length < text.Length && (letters ? char.IsAsciiLetter(text[length]) : char.IsAsciiDigit(text[length]) || text[length] == '.'))
        {
            length++;
        }

        return length;
    }
}

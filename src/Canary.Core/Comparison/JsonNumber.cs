using System.Globalization;

namespace Canary.Core.Comparison;

/// <summary>Whether two JSON numbers have the same value, however they are written and however long they are.</summary>
internal static class JsonNumber
{
    private const long MostExponent = 1_000_000_000;

    /// <summary>Whether they are equal, as <c>1.0</c>, <c>1</c> and <c>10e-1</c> are.</summary>
    /// <param name="one">A number as JSON has it.</param>
    /// <param name="other">Another.</param>
    public static bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other)
        || (Read(one) is { } a && Read(other) is { } b && a.IsNegative == b.IsNegative && a.Exponent == b.Exponent && a.Digits.AsSpan().SequenceEqual(b.Digits));

    /// <summary>A number as digits without zeros at either end, times a power of ten; null where that is beyond anything that is a number in practice.</summary>
    private static Normal? Read(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0L;
        if (mark >= 0 && (!long.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MostExponent))
        {
            return null;
        }

        var digits = new List<byte>(text.Length);
        var isFraction = false;
        foreach (var c in text[(isNegative ? 1 : 0)..(mark < 0 ? text.Length : mark)])
        {
            if (c == '.')
            {
                isFraction = true;
                continue;
            }

            exponent -= isFraction ? 1 : 0;
            if (c != '0' || digits.Count > 0)
            {
                digits.Add(c);
            }
        }

        var end = digits.FindLastIndex(digit => digit != '0') + 1;
        return end == 0 ? new Normal(false, [], 0) : new Normal(isNegative, [.. digits[..end]], exponent + digits.Count - end);
    }

    private sealed record Normal(bool IsNegative, byte[] Digits, long Exponent);
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Canary.Core.Yaml;

/// <summary>The types that unquoted values have by YAML 1.2's core schema: null, true, false, whole and decimal numbers, else text.</summary>
/// <remarks>So <c>yes</c>, <c>no</c>, <c>on</c> and <c>1:30</c> are texts, unlike in YAML 1.1.</remarks>
internal static partial class YamlScalar
{
    /// <summary>Writes an unquoted value; false where it is a number that JSON does not have.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                writer.WriteNullValue();
                return true;
            case "true" or "True" or "TRUE":
                writer.WriteBooleanValue(true);
                return true;
            case "false" or "False" or "FALSE":
                writer.WriteBooleanValue(false);
                return true;
        }

        if (DecimalNumber().IsMatch(text))
        {
            return TryWriteNumber(writer, text);
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            writer.WriteNumberValue(number);
            return true;
        }

        if (OctalNumber().IsMatch(text))
        {
            writer.WriteNumberValue(Convert.ToUInt64(text[2..], 8));
            return true;
        }

        if (NotANumber().IsMatch(text))
        {
            return false;
        }

        writer.WriteStringValue(text);
        return true;
    }

    private static bool TryWriteNumber(Utf8JsonWriter writer, string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            writer.WriteNumberValue(exact);
            return true;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
            return true;
        }

        return false;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^0o[0-7]{1,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OctalNumber();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex NotANumber();
}

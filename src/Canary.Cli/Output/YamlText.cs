using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Canary.Cli.Output;

/// <summary>JSON values as YAML that reads back as the same values, by YAML 1.2 and 1.1 alike.</summary>
internal static partial class YamlText
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    /// <summary>The value, with a line end.</summary>
    public static string Of(JsonElement json)
    {
        var text = new StringBuilder();
        Write(text, json, 0, isAfterKey: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement json, int indent, bool isAfterKey)
    {
        if (IsScalar(json))
        {
            text.Append(isAfterKey ? " " : "").Append(Scalar(json)).Append('\n');
            return;
        }

        if (isAfterKey)
        {
            text.Append('\n');
        }

        var isFirst = !isAfterKey;
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Indent(text, indent, isFirst).Append('-').Append(IsScalar(item) ? "" : " ");
                isFirst = false;
                Write(text, item, indent + 2, isAfterKey: IsScalar(item));
            }

            return;
        }

        foreach (var field in json.EnumerateObject())
        {
            Indent(text, indent, isFirst).Append(Text(field.Name)).Append(':');
            isFirst = false;

            // A list stands as far in as its key.
            Write(text, field.Value, field.Value.ValueKind == JsonValueKind.Array ? indent : indent + 2, isAfterKey: true);
        }
    }

    // The first line of a value that follows a dash stands beside it.
    private static StringBuilder Indent(StringBuilder text, int indent, bool isBesideDash) => text.Append(' ', isBesideDash ? 0 : indent);

    private static bool IsScalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => !json.EnumerateObject().Any(),
        JsonValueKind.Array => json.GetArrayLength() == 0,
        _ => true,
    };

    private static string Scalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Text(json.GetString()!),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        _ => json.GetRawText(),
    };

    // A JSON text in its quotes is a YAML text in double quotes.
    private static string Text(string value) =>
        (Plain().IsMatch(value) || Span().IsMatch(value)) && !Words.Contains(value)
            ? value
            : JsonText.LineOf(JsonSerializer.SerializeToElement(value)).Replace("\u0085", "\\u0085", StringComparison.Ordinal).Replace("\u007f", "\\u007f", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z_/][A-Za-z0-9_./@+*=-]*([ :][A-Za-z0-9_./@+*=-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^([0-9]+(ms|[smhd]))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}

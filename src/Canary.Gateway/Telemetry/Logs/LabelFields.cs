using System.Globalization;
using System.Text.Json;

namespace Canary.Gateway.Telemetry.Logs;

/// <summary>A message's values as <c>labels.*</c>, the place that the Elastic Common Schema has for an application's own; all of them text.</summary>
internal static class LabelFields
{
    private const string Template = "{OriginalFormat}";

    // No message of ours has as many; a library's may.
    private const int Most = 16;

    /// <summary>Writes them, as <c>ProxyUrls</c> under <c>labels.proxy_urls</c>. A name that comes again is left out: a JSON object has it once.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            if (name != Template && value is not null && names.Count < Most && NameOf(name) is var label && names.Add(label))
            {
                json.WriteString(label, CutText.To(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", CutText.Value));
            }
        }
    }

    private static string NameOf(string name)
    {
        Span<char> label = stackalloc char[256];
        "labels.".CopyTo(label);
        var length = "labels.".Length;
        for (var i = 0; i < name.Length && length < label.Length - 1; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && char.IsAsciiLetterLower(name[i - 1]))
            {
                label[length++] = '_';
            }

            label[length++] = char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_';
        }

        return label[..length].ToString();
    }
}

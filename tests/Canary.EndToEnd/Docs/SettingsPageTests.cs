using System.Text.RegularExpressions;
using Canary.Gateway.Hosting;

namespace Canary.EndToEnd.Docs;

/// <summary>The table of settings against the options that the gateway reads.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read(Path.Combine("docs", "settings.md"));

    // Lists that are empty and mean something by it, since what is set would be added to what is there.
    private static readonly string[] WithDefaults =
        ["Canary:Admin:Oidc:Roles:Viewer", "Canary:Admin:Oidc:Roles:Operator", "Canary:Admin:Oidc:Roles:Admin", "Canary:Admin:Oidc:Algorithms", "Canary:Admin:Oidc:Login:Scopes", "Canary:Admin:Oidc:Login:SessionKeys"];

    [Fact]
    public void Every_setting_has_its_row_with_its_default()
    {
        var rows = Rows();
        foreach (var (key, value) in SettingsOf(new CanaryOptions(), "Canary"))
        {
            rows.ShouldContainKey(key);
            rows[key].ShouldBe(value ?? rows[key], $"default of {key}");
        }
    }

    [Fact]
    public void Every_row_is_of_a_setting_that_exists() =>
        Rows().Keys.ShouldBeSubsetOf(SettingsOf(new CanaryOptions(), "Canary").Select(setting => setting.Key));

    private static Dictionary<string, string> Rows() =>
        Page.Text.Split('\n').Select(line => Row().Match(line)).Where(row => row.Success).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value.Trim());

    private static IEnumerable<(string Key, string? Default)> SettingsOf(object options, string prefix)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            var key = $"{prefix}:{property.Name}";
            var value = property.GetValue(options);
            if (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IList<>))
            {
                var item = property.PropertyType.GetGenericArguments()[0];
                var inner = item == typeof(string)
                    ? [($"{key}:N", WithDefaults.Contains(key) ? null : "none")]
                    : SettingsOf(Activator.CreateInstance(item)!, $"{key}:N").Select(one => (one.Key, (string?)"none"));
                foreach (var one in inner)
                {
                    yield return one;
                }
            }
            else if (property.PropertyType.Namespace!.StartsWith("Canary", StringComparison.Ordinal) && !property.PropertyType.IsEnum)
            {
                foreach (var one in SettingsOf(value!, key))
                {
                    yield return one;
                }
            }
            else
            {
                yield return (key, property.Name == "Id" ? "host name and process id" : Written(value));
            }
        }
    }

    private static string Written(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan span => $"`{Canary.Core.Services.Duration.Format(span)}`",
        _ => $"`{value}`",
    };

    [GeneratedRegex(@"^\| `(?<key>Canary:[\w:]+)` \|(?<default>[^|]*)\|")]
    private static partial Regex Row();
}

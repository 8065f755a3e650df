using Canary.Core.Selection;
using Canary.Core.Services;

namespace Canary.Cli.Convert.Nginx;

/// <summary>A <c>map</c> block as rules: exact values first and in any case, as nginx compares them, then patterns in their order, then what is left.</summary>
/// <param name="Rules">Conditions with the values that they give.</param>
/// <param name="Default">The value of what is left.</param>
internal sealed record NginxMap(IReadOnlyList<(string Name, ConditionConfig When, string Value)> Rules, string Default)
{
    /// <summary>Reads a block; null where it can't be converted, which is told.</summary>
    public static NginxMap? Read(NginxDirective block, Conversion conversion)
    {
        if (FactOf(block.First) is not var (source, name))
        {
            conversion.Problem(block.Line, $"a map of '{block.First}' can't be a rule; maps of $http_…, $cookie_… and $arg_… can.");
            return null;
        }

        var (texts, patterns, rest) = (new List<(string, ConditionConfig, string)>(), new List<(string, ConditionConfig, string)>(), "");
        foreach (var entry in block.Block ?? [])
        {
            switch (entry.Name)
            {
                case "default":
                    rest = entry.First;
                    break;
                case "hostnames" or "include":
                    conversion.Problem(entry.Line, $"'{entry.Name}' in a map can't be converted.");
                    return null;
                case "volatile":
                    break;
                case ['~', ..]:
                    patterns.Add(($"{block.First} {entry.Name}", Pattern(source, name, entry, conversion), entry.First));
                    break;
                default:
                    texts.Add(($"{block.First} is {(entry.Name.Length == 0 ? "empty" : entry.Name)}", Text(source, name, entry.Name), entry.First));
                    break;
            }
        }

        return new NginxMap([.. texts, .. patterns], rest);
    }

    /// <summary>The header that a variable such as <c>$http_x_user_group</c> stands for.</summary>
    public static string HeaderName(string variable) => variable["http_".Length..].Replace('_', '-');

    private static (FactSource Source, string Name)? FactOf(string text) => text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal) switch
    {
        ['$', 'h', 't', 't', 'p', '_', ..] variable => (FactSource.Header, HeaderName(variable[1..])),
        ['$', 'c', 'o', 'o', 'k', 'i', 'e', '_', .. var cookie] => (FactSource.Cookie, cookie),
        ['$', 'a', 'r', 'g', '_', .. var parameter] => (FactSource.Query, parameter),
        _ => null,
    };

    private static ConditionConfig Text(FactSource source, string name, string value)
    {
        // A backslash keeps a text from being taken for something else.
        var text = value.StartsWith('\\') ? value[1..] : value;
        var equals = new ValueConditionConfig(source, name, new ValueTestConfig(TestOperator.Equals, [text], IgnoreCase: text.Any(char.IsLetter)));
        return text.Length > 0 ? equals : new AnyConditionConfig([equals, new ValueConditionConfig(source, name, new ValueTestConfig(TestOperator.Absent, []))]);
    }

    private static ValueConditionConfig Pattern(FactSource source, string name, NginxDirective entry, Conversion conversion)
    {
        var ignoreCase = entry.Name.StartsWith("~*", StringComparison.Ordinal);
        var pattern = entry.Name[(ignoreCase ? 2 : 1)..];
        if (!RegexPattern.TryCompile(pattern, ignoreCase, out _, out var problem))
        {
            conversion.Problem(entry.Line, $"the pattern '{pattern}' can't be a rule's. {problem}");
        }

        return new ValueConditionConfig(source, name, new ValueTestConfig(TestOperator.Regex, [pattern], ignoreCase));
    }
}

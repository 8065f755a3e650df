using System.Text.RegularExpressions;
using Canary.EndToEnd.Demo;
using Canary.Gateway.Hosting;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Fact]
    public async Task Every_step_of_the_tour_runs_as_written_against_the_demo()
    {
        var steps = Tour().Matches(Section("A tour")).Select(step => (Script: step.Groups["script"].Value, Expected: step.Groups["expected"].Value)).ToList();
        steps.Count.ShouldBeGreaterThan(5);
        await using var demo = await RunningDemo.StartAsync();
        foreach (var (script, expected) in steps)
        {
            var said = await RunningDemo.RunInShellAsync(AtPortsOf(demo, script));
            Shape(said).ShouldContain(Shape(expected), Case.Sensitive, $"{script}\nsaid\n{said}");
        }
    }

    [Fact]
    public void Every_setting_has_its_row_with_its_default()
    {
        var section = Section("Settings");
        foreach (var (key, value) in SettingsOf(new CanaryOptions(), "Canary"))
        {
            var row = section.Split('\n').SingleOrDefault(line => line.StartsWith($"| `{key}` |", StringComparison.Ordinal));
            row.ShouldNotBeNull($"no row for {key}");
            row.Split('|')[2].Trim().ShouldBe(value ?? row.Split('|')[2].Trim(), $"default of {key}");
        }
    }

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        foreach (Match link in Link().Matches(Readme))
        {
            var target = link.Groups["path"].Value;
            Path.Exists(Repository.PathOf(target)).ShouldBeTrue(target);
        }
    }

    private static string AtPortsOf(RunningDemo demo, string script) => script
        .Replace("http://127.0.0.1:8080/", demo.Proxy.AbsoluteUri)
        .Replace("http://127.0.0.1:8081/", demo.Admin.AbsoluteUri);

    /// <summary>What is the same in every run: numbers become 0, runs of white space one space; one in 50 of the canary's answers is an error.</summary>
    private static string Shape(string output) =>
        White().Replace(Number().Replace(output.Replace(",\"error\":\"out of stock\"", ""), "0"), " ").Trim();

    private static string Section(string title)
    {
        var start = Readme.IndexOf($"\n## {title}", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"section {title}");
        var end = Readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Readme[start..(end < 0 ? Readme.Length : end)];
    }

    // Lists that are empty and mean something by it, since what is set would be added to what is there.
    private static readonly string[] WithDefaults =
        ["Canary:Admin:Oidc:Roles:Viewer", "Canary:Admin:Oidc:Roles:Operator", "Canary:Admin:Oidc:Roles:Admin", "Canary:Admin:Oidc:Algorithms", "Canary:Admin:Oidc:Login:Scopes", "Canary:Admin:Oidc:Login:SessionKeys"];

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

    [GeneratedRegex(@"```bash\n(?<script>.*?)```(?:\n+```text\n(?<expected>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Tour();

    [GeneratedRegex(@"\]\((?!http|#)(?<path>[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}

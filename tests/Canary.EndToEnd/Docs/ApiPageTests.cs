using System.Text.RegularExpressions;
using Canary.TestKit;

namespace Canary.EndToEnd.Docs;

/// <summary>The page that shows the API by example has an example of every call, and every code of a problem.</summary>
public sealed partial class ApiPageTests(ApiDescriptionFixture api) : IClassFixture<ApiDescriptionFixture>
{
    private static readonly MarkdownPage Page = MarkdownPage.Read(Path.Combine("docs", "api.md"));

    [Fact]
    public void Every_call_has_an_example()
    {
        var shown = Page.Blocks.Where(block => block.Language is "bash" or "http").SelectMany(block => Calls(block.Text)).ToList();
        foreach (var path in api.Description.GetProperty("paths").EnumerateObject())
        {
            var pattern = new Regex($"^{Regex.Replace(Regex.Escape(path.Name), @"\\\{[^}]*}", "[^/]+")}$");
            foreach (var call in path.Value.EnumerateObject())
            {
                var method = call.Name.ToUpperInvariant();
                shown.ShouldContain(one => (one.Method == method || method == "HEAD") && pattern.IsMatch(one.Path), $"{method} {path.Name}");
            }
        }
    }

    [Fact]
    public void Every_code_of_a_problem_is_in_the_table()
    {
        var source = File.ReadAllText(Repository.PathOf("src", "Canary.Gateway", "Admin", "Http", "Problems.cs"));
        var codes = Code().Matches(source).Select(match => match.Groups["code"].Value).Distinct().ToList();
        codes.Count.ShouldBeGreaterThan(20);
        codes.ShouldAllBe(code => Page.Text.Contains($"`{code}`"));
    }

    // As the page writes them: by its function, by curl with its variable or in full, or as a request line.
    private static IEnumerable<(string Method, string Path)> Calls(string text) => text.Split('\n').SelectMany(line =>
        Sent().Matches(line).Select(call => (call.Groups["method"].Value, "/api/v1/" + call.Groups["path"].Value))
            .Concat(Curled().Matches(line).Select(call => (line.Contains("--data-binary") ? "POST" : "GET", call.Groups["api"].Value.Replace("$api", "/api/v1") + call.Groups["path"].Value)))
            .Concat(Line().Matches(line).Select(call => (call.Groups["method"].Value, call.Groups["path"].Value))));

    [GeneratedRegex(@"send (?<method>[A-Z]+) (?<path>[\w/.-]+)")]
    private static partial Regex Sent();

    [GeneratedRegex(@"(?:(?<api>\$api)|http://127\.0\.0\.1:8081)(?<path>/[\w/.-]+)")]
    private static partial Regex Curled();

    [GeneratedRegex(@"^(?<method>[A-Z]+) (?<path>/\S+)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"new\((?:\d+|status), ""(?<code>[a-z-]+)""")]
    private static partial Regex Code();
}

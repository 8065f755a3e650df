using System.Text.RegularExpressions;
using Canary.Gateway.Hosting;

namespace Canary.EndToEnd.Docs;

/// <summary>What the page on installing says to systemd and Docker fits the program.</summary>
public sealed class InstallPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Read(Path.Combine("docs", "install.md"));

    [Fact]
    public void The_unit_starts_what_publish_makes_and_keeps_state_where_it_may_write()
    {
        var unit = Page.Blocks.Single(block => block.Language == "ini").Text;
        var output = Regex.Match(Page.Text, @"dotnet publish src/Canary\.Gateway -c Release -o (\S+)").Groups[1].Value;
        Value(unit, "ExecStart").ShouldBe($"{output}/{typeof(CanaryOptions).Assembly.GetName().Name}");
        unit.ShouldContain($"Canary__Store__Path=/var/lib/{Value(unit, "StateDirectory")}\n");
    }

    [Fact]
    public void What_stops_a_gateway_waits_longer_than_it_takes()
    {
        var longest = new CanaryOptions().Shutdown is var shutdown ? (shutdown.Delay + shutdown.Grace).TotalSeconds : 0;
        int.Parse(Value(Page.Blocks.Single(block => block.Language == "ini").Text, "TimeoutStopSec")).ShouldBeGreaterThan((int)longest);
        int.Parse(Regex.Match(Page.Text, @"docker stop --time (\d+)").Groups[1].Value).ShouldBeGreaterThan((int)longest);
    }

    private static string Value(string unit, string key) => Regex.Match(unit, $"^{key}=(.+)$", RegexOptions.Multiline).Groups[1].Value;
}

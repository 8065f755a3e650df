using System.Text.Json;
using Canary.TestKit;

namespace Canary.Cli.Tests.Running;

public sealed class ManyServicesTests
{
    [Fact]
    public async Task A_thousand_services_are_written_listed_compared_and_exported()
    {
        const int Services = 1001;
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        ctl.Write("many.yaml", string.Join("---\n", Enumerable.Range(0, Services).Select(number => DeclaredFolder.Service($"service-{number:0000}", number % 100))));
        var applied = await ctl.SayAsync("apply", "-f", "many.yaml");
        applied.Split('\n').Length.ShouldBe(Services);
        applied.ShouldEndWith("service service-1000: created (revision 1001)");

        var lines = (await ctl.SayAsync("get", "services")).Split('\n');
        lines.Length.ShouldBe(Services + 1);
        lines[^1].ShouldBe("service-1000  stable 100, canary 0         */service-1000  1001");
        using (var json = JsonDocument.Parse((await ctl.RunAsync("get", "services", "-o", "json")).Out))
        {
            json.RootElement.GetArrayLength().ShouldBe(Services);
        }

        (await ctl.RunAsync("diff", "-f", "many.yaml")).ShouldBe(new Ran(0, "", ""));
        ctl.Write("again.yaml", (await ctl.RunAsync("export")).Out);
        (await ctl.RunAsync("diff", "-f", "again.yaml")).ShouldBe(new Ran(0, "", ""));
    }

    [Fact]
    public async Task Whoever_reads_only_the_beginning_gets_no_error()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var (exitCode, text) = await ChildProcess.RunAsync(
            "bash", ["-c", $"set -o pipefail; dotnet {CanaryCtl.Program} history shop -o json | head -n 1"], shop.Ctl.Environment);
        text.ShouldBe("[");
        exitCode.ShouldBe(0);
    }
}

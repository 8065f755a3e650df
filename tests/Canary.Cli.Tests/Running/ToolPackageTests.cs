using Canary.TestKit;

namespace Canary.Cli.Tests.Running;

public sealed class ToolPackageTests
{
    [Fact]
    public async Task The_package_installs_as_a_tool_that_runs()
    {
        using var ctl = new CanaryCtl();
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await RunAsync("pack", Repository.PathOf("src", "Canary.Cli"), "-c", configuration, "--no-build", "-o", ctl.Home);
        await RunAsync("tool", "install", "--tool-path", Path.Combine(ctl.Home, "tools"), "--add-source", ctl.Home, "Canary.Cli");
        var (exitCode, text) = await ChildProcess.RunAsync(Path.Combine(ctl.Home, "tools", "canaryctl"), ["version", "--client"]);
        text.ShouldBe("canaryctl " + Cli.Running.CliVersion.Current);
        exitCode.ShouldBe(0);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var (exitCode, text) = await ChildProcess.RunAsync("dotnet", arguments, within: TimeSpan.FromMinutes(3));
        exitCode.ShouldBe(0, text);
    }
}

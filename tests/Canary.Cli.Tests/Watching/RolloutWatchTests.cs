using System.Diagnostics;
using System.Runtime.InteropServices;
using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Watching;

public sealed class RolloutWatchTests
{
    private const int Sigint = 2;
    private const int Sigterm = 15;

    [Fact]
    public async Task In_a_pipe_every_transition_is_a_line_and_the_end_decides_the_exit_code()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("rollout", "start", "shop", "--steps", "5:manual,100");
        var watch = shop.Ctl.Start("rollout", "status", "shop", "--watch");
        (await watch.StandardOutput.ReadLineAsync())!.ShouldContain("Progressing");
        await shop.Ctl.SayAsync("rollout", "pause", "shop", "--reason", "lunch");
        (await watch.StandardOutput.ReadLineAsync())!.ShouldContain("Paused       paused: by anonymous: lunch");
        await shop.Ctl.SayAsync("rollout", "resume", "shop");
        (await watch.StandardOutput.ReadLineAsync())!.ShouldContain("Progressing");
        await shop.Ctl.SayAsync("rollout", "promote", "shop", "--full");
        (await watch.StandardOutput.ReadToEndAsync()).ShouldContain("Promoted");
        await watch.WaitForExitAsync();
        watch.ExitCode.ShouldBe(0);
        (await watch.StandardError.ReadToEndAsync()).ShouldBe("");
        (await shop.Ctl.RunAsync("rollout", "status", "shop", "-w")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_rollback_ends_the_watch_with_1()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var watch = shop.Ctl.Start("rollout", "start", "shop", "--steps", "5:manual,100", "--watch", "-o", "json");
        (await watch.StandardOutput.ReadLineAsync())!.ShouldStartWith("{\"service\":\"shop\",");
        await shop.Ctl.SayAsync("rollback", "shop");
        await watch.WaitForExitAsync();
        watch.ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData(Sigint, 130)]
    [InlineData(Sigterm, 143)]
    public async Task Ctrl_C_and_SIGTERM_end_what_waits_in_a_pipe(int signal, int exitCode)
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("rollout", "start", "shop", "--steps", "5:manual,100");
        foreach (var command in new[] { "rollout status shop --watch", "events --since 0", "wait shop --for phase=Promoted" })
        {
            var running = shop.Ctl.Start(command.Split(' '));
            _ = command.StartsWith("wait", StringComparison.Ordinal) ? null : await running.StandardOutput.ReadLineAsync();
            await Eventually.TrueAsync(() => Catches(running, signal), "it listens to the signal");
            SendSignal(running.Id, signal).ShouldBe(0);
            await running.WaitForExitAsync();
            running.ExitCode.ShouldBe(exitCode, command);
            (await running.StandardError.ReadToEndAsync()).ShouldBe("", command);
        }
    }

    [Fact]
    public async Task A_terminal_is_drawn_on_in_place_in_colours_and_left_as_it_should_be()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("rollout", "start", "shop", "--steps", "5:manual,50:manual,100");
        await using var terminal = await LiveTerminal.StartAsync(shop.Ctl, "rollout status shop --watch");
        await terminal.ShowsAsync("step 1/3 at 5% waits for approval by any operator");
        await shop.Ctl.SayAsync("rollout", "promote", "shop");
        var second = await terminal.ShowsAsync("step 2/3 at 50% waits for approval by any operator");
        second.ShouldNotContain("step 1/3");
        second.ShouldContain("[#############---------------------------] step 2/3 at 50%");
        second.Split('\n').Count(line => line.StartsWith("shop  ", StringComparison.Ordinal)).ShouldBe(1);
        await shop.Ctl.SayAsync("rollout", "promote", "shop", "--full");
        (await terminal.ShowsAsync("ended with 0")).ShouldContain("[########################################]");
        (await terminal.ScreenAsync(withColours: true)).Replace("\e[49m", "", StringComparison.Ordinal).ShouldContain("\e[32mPromoted");
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_ends_with_130_and_leaves_what_was_drawn()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("rollout", "start", "shop", "--steps", "5:manual,100");
        await using var terminal = await LiveTerminal.StartAsync(shop.Ctl.With("NO_COLOR", "1"), "rollout status shop --watch", width: 40, height: 12);
        var drawn = await terminal.ShowsAsync("step 1/2 at 5% waits for approval");
        drawn.Split('\n').ShouldAllBe(line => line.Length <= 40);
        (await terminal.ScreenAsync(withColours: true)).ShouldNotContain("\e[32m");
        await terminal.PressAsync("C-c");
        (await terminal.ShowsAsync("ended with 130")).ShouldContain("step 1/2 at 5% waits for approval");
    }

    [Fact]
    public async Task A_gateway_that_goes_away_is_waited_for_and_said_to_be_away()
    {
        using var folder = new DeclaredFolder();
        var (proxy, admin) = ($"http://127.0.0.1:{FreePort.Next()}", $"http://127.0.0.1:{FreePort.Next()}");
        (string, string)[] settings = [("Store:Path", folder.Path), ("Proxy:Urls", proxy), ("Admin:Urls", admin)];
        using var ctl = new CanaryCtl(new Uri(admin));
        ctl.Write("shop.yaml", ShopUnderTest.Document);
        Process? watch = null;
        await using (await GatewayProcess.StartAsync(settings))
        {
            await ctl.SayAsync("apply", "-f", "shop.yaml");
            watch = ctl.Start("rollout", "start", "shop", "--steps", "5:manual,100", "--watch");
            (await watch.StandardOutput.ReadLineAsync())!.ShouldContain("Progressing");
        }

        (await watch.StandardError.ReadLineAsync())!.ShouldContain("can't be reached");
        await using var again = await GatewayProcess.StartAsync(settings);
        (await watch.StandardError.ReadLineAsync()).ShouldBe("The gateway is back.");
        await ctl.SayAsync("rollout", "promote", "shop", "--full");
        await watch.WaitForExitAsync();
        watch.ExitCode.ShouldBe(0);
    }

    // A signal that comes before it is caught ends the process in the system's way.
    private static bool Catches(Process process, int signal) => File.ReadLines($"/proc/{process.Id}/status").Any(
        line => line.StartsWith("SigCgt:", StringComparison.Ordinal) && (System.Convert.ToUInt64(line[7..].Trim(), 16) & (1ul << (signal - 1))) != 0);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);
}

using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("canaryctl ro", "rollback\nrollout")]
    [InlineData("canaryctl rollout st", "start\nstatus")]
    [InlineData("canaryctl set-weight sh", "shop")]
    [InlineData("canaryctl get service ", "shop")]
    [InlineData("canaryctl get services -o ", "json\ntable\nyaml")]
    public async Task Words_are_completed(string line, string expected)
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var said = (await shop.Ctl.SayAsync($"[suggest:{line.Length}]", line)).Split('\n');
        foreach (var word in expected.Split('\n'))
        {
            said.ShouldContain(word);
        }

        said.ShouldNotContain(word => word.Contains("error", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_has_no_names_and_no_errors()
    {
        using var ctl = new CanaryCtl(new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        var ran = await ctl.RunAsync("[suggest:23]", "canaryctl set-weight sh");
        ran.ExitCode.ShouldBe(0);
        ran.Error.ShouldBe("");
        ran.Out.ShouldNotContain("shop");
    }

    [Fact]
    public async Task Bash_completes_with_the_script()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await RunAsync(shop.Ctl, "bash", "-c", """
            source <(canaryctl completion bash)
            complete -p canaryctl
            COMP_LINE="canaryctl rollout pau" COMP_POINT=${#COMP_LINE} COMP_WORDS=(canaryctl rollout pau) COMP_CWORD=2
            COMP_POINT=${#COMP_LINE}
            _canaryctl; printf '%s\n' "${COMPREPLY[@]}"
            COMP_LINE="canaryctl rollback sh"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(canaryctl rollback sh); COMP_CWORD=2
            _canaryctl; printf '%s\n' "${COMPREPLY[@]}"
            """)).ShouldBe("complete -F _canaryctl canaryctl\npause\nshop");
    }

    [Fact]
    public async Task Zsh_completes_with_the_script()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await RunAsync(shop.Ctl, "zsh", "-f", "-c", """
            source <(canaryctl completion zsh)
            print -r -- ${_comps[canaryctl]}
            compadd() { shift; print -rl -- "$@"; }
            words=(canaryctl rollout pau); CURRENT=3; _canaryctl
            words=(canaryctl rollback sh); CURRENT=3; _canaryctl
            """)).ShouldBe("_canaryctl\npause\nshop");
    }

    [Fact]
    public async Task Fish_completes_with_the_script()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await RunAsync(shop.Ctl, "fish", "--no-config", "-c", """
            canaryctl completion fish | source
            complete -C "canaryctl rollout pau"
            complete -C "canaryctl rollback sh"
            """)).ShouldBe("pause\nshop");
    }

    // A shell that finds a canaryctl on its path.
    private static async Task<string> RunAsync(CanaryCtl ctl, string shell, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(ctl.Environment) { ["PATH"] = ShellPath.With(ctl) };
        var (exitCode, text) = await ChildProcess.RunAsync(shell, arguments, environment, ctl.Home);
        exitCode.ShouldBe(0, text);
        return text;
    }
}

using Canary.Cli.Tests.Running;
using Canary.Core.Access;

namespace Canary.Cli.Tests.Contexts;

public sealed class ContextTests
{
    [Fact]
    public async Task Contexts_are_kept_for_the_owner_alone_and_used_by_name()
    {
        using var ctl = new CanaryCtl();
        (await ctl.SayAsync("context", "list")).ShouldBe("  CONTEXT  URL  KEY");
        ctl.Write("key", "s3cret");
        (await ctl.SayAsync("context", "set", "prod", "--url", "https://canary.example.com", "--key-file", "key")).ShouldBe("context prod: https://canary.example.com, key: file ~/key");
        (await ctl.RunAsync(["context", "set", "test", "--url", "http://10.0.0.9:8081", "--key-stdin"], "another\n")).Out.ShouldBe("context test: http://10.0.0.9:8081, key: in the context file\n");
        (await ctl.SayAsync("context", "list")).ShouldBe("""
               CONTEXT  URL                         KEY
            *  prod     https://canary.example.com  file ~/key
               test     http://10.0.0.9:8081        in the context file
            """);
        var file = Path.Combine(ctl.Home, ".config", "canaryctl", "config.yaml");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await ctl.SayAsync("context", "use", "test")).ShouldBe("context test: http://10.0.0.9:8081 is in force");
        (await ctl.SayAsync("context", "show")).ShouldBe("""
            Gateway  http://10.0.0.9:8081/
            Context  test
            Key      there is one
            File     ~/.config/canaryctl/config.yaml
            """);
        (await ctl.SayAsync("context", "show", "--context", "prod")).ShouldStartWith("Gateway  https://canary.example.com/\n");
        (await ctl.With("CANARY_CONTEXT", "prod").SayAsync("context", "show")).ShouldStartWith("Gateway  https://canary.example.com/\n");
        (await ctl.SayAsync("context", "delete", "prod")).ShouldBe("context prod: deleted");
        (await ctl.RunAsync("get", "services")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_key_of_a_context_goes_to_no_other_gateway()
    {
        using var ctl = new CanaryCtl();
        await ctl.RunAsync(["context", "set", "prod", "--url", "https://canary.example.com", "--key-stdin"], "s3cret\n");
        (await ctl.SayAsync("context", "show", "--url", "http://127.0.0.1:1")).ShouldContain("Key      none");
        (await ctl.With("CANARY_URL", "http://127.0.0.1:1").SayAsync("context", "show")).ShouldContain("Key      none");
        (await ctl.RunAsync("context", "set", "prod", "--url", "https://evil.example.com")).Out.ShouldBe("context prod: https://evil.example.com, key: none\n");
    }

    [Fact]
    public async Task A_context_reaches_a_gateway_with_its_key()
    {
        var key = ApiKey.From(new byte[ApiKey.RandomBytes]);
        await using var shop = await ShopUnderTest.StartAsync(("Admin:ApiKeys:0:Name", "ada"), ("Admin:ApiKeys:0:Role", "admin"), ("Admin:ApiKeys:0:Hash", key.Hash));
        var url = shop.Ctl.Environment["CANARY_URL"]!;
        var ctl = shop.Ctl.With("CANARY_URL", null).With("XDG_CONFIG_HOME", Path.Combine(shop.Ctl.Home, "xdg"));
        await ctl.RunAsync(["context", "set", "here", "--url", url, "--key-stdin"], key.Key);
        File.Exists(Path.Combine(ctl.Home, "xdg", "canaryctl", "config.yaml")).ShouldBeTrue();
        (await ctl.SayAsync("get", "caller")).ShouldStartWith("Name      ada\n");
    }

    [Fact]
    public async Task A_broken_file_is_told_by_its_line()
    {
        using var ctl = new CanaryCtl();
        ctl.Write(".config/canaryctl/config.yaml", "current: prod\ncontexts:\n  prod:\n    url: https://x\n    kee: y\n");
        var ran = await ctl.RunAsync("get", "services");
        ran.ExitCode.ShouldBe(2);
        ctl.Shape(ran.Error).ShouldStartWith("error: The file with the contexts is wrong.\n  ~/.config/canaryctl/config.yaml:5: contexts.prod.kee ");
    }
}

using Canary.TestKit;

namespace Canary.Cli.Tests.Running;

public sealed class FailureTests
{
    [Fact]
    public async Task A_gateway_that_is_not_there_is_one_line_and_6()
    {
        using var ctl = new CanaryCtl(new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        foreach (var command in new[] { "get services", "set-weight shop canary=5", "rollout status shop --watch", "events", "wait shop --for phase=Promoted", "version", "audit" })
        {
            var ran = await ctl.RunAsync(command.Split(' '));
            ran.ExitCode.ShouldBe(6, command);
            ran.Out.ShouldBe("", command);
            ctl.Shape(ran.Error).ShouldBe("error: The gateway at http://127.0.0.1:PORT/ can't be reached: Connection refused", command);
        }
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_given_up()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var ctl = new CanaryCtl(new Uri($"http://{listener.LocalEndpoint}"));
        var ran = await ctl.RunAsync("get", "services", "--request-timeout", "300ms");
        ran.ExitCode.ShouldBe(6);
        ctl.Shape(ran.Error).ShouldBe("error: The gateway at http://127.0.0.1:PORT/ did not answer within 300ms. A change that was asked for may or may not have been made.");
    }

    [Fact]
    public async Task What_is_no_gateway_is_said_to_be_none()
    {
        await using var backend = await StubBackend.StartAsync("something else");
        using var ctl = new CanaryCtl(new Uri(backend.Address));
        var ran = await ctl.RunAsync("get", "services");
        ran.ExitCode.ShouldBe(2);
        ctl.Shape(ran.Error).ShouldBe("error: http://127.0.0.1:PORT/ answered 200 and not as a gateway's admin listener does: is it the right address?");
    }

    [Fact]
    public async Task Missing_and_wrong_keys_and_too_low_a_role_are_5()
    {
        var key = Canary.Core.Access.ApiKey.From(new byte[Canary.Core.Access.ApiKey.RandomBytes]);
        await using var shop = await ShopUnderTest.StartAsync(("Admin:ApiKeys:0:Name", "eve"), ("Admin:ApiKeys:0:Role", "viewer"), ("Admin:ApiKeys:0:Hash", key.Hash));
        var ctl = shop.Ctl;
        var missing = await ctl.RunAsync("get", "services");
        missing.ExitCode.ShouldBe(5);
        missing.Error.ShouldStartWith("error: Credentials are needed: ");
        missing.Error.ShouldEndWith(" canaryctl takes a key from CANARY_KEY, --key-file or the context.\n");
        (await ctl.With("CANARY_KEY", "wrong").RunAsync("get", "services")).ExitCode.ShouldBe(5);
        (await ctl.With("CANARY_KEY", key.Key).RunAsync("get", "caller")).Out.ShouldContain("eve");
        var low = await ctl.RunAsync("apply", "-f", "shop.yaml");
        low.ExitCode.ShouldBe(5);
        low.Error.ShouldContain("The role viewer of 'eve' is not enough: this call needs operator.");
        ctl.Write("key", key.Key + "\n");
        (await ctl.With("CANARY_KEY", null).SayAsync("get", "caller", "--key-file", "key")).ShouldContain("eve");
        (await ctl.RunAsync(["get", "caller", "--key-file", "-"], key.Key + "\n")).Out.ShouldContain("eve");
        (await ctl.With("CANARY_KEY_FILE", "key").SayAsync("get", "caller")).ShouldContain("eve");
    }

    [Fact]
    public async Task A_conflict_is_explained_as_one()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("set-weight", "shop", "canary=20", "--if-revision", "1");
        var ran = await shop.Ctl.RunAsync("set-weight", "shop", "canary=30", "--if-revision", "1");
        ran.ExitCode.ShouldBe(4);
        ran.Error.ShouldBe("error: Conflict: somebody changed it since it was read. 'shop' is at revision 2. Read it again, and decide whether the change still holds. Nothing was written.\n");
        (await shop.Ctl.RunAsync("rollback", "shop", "--if-revision", "1")).ExitCode.ShouldBe(4);
    }

    [Fact]
    public async Task Errors_of_fields_stand_below_their_line()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ran = await shop.Ctl.RunAsync("set-weight", "shop", "kanary=5", "stabel=3");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldBe("""
            error: The body is not what this call takes, 2 things are wrong:
              kanary: is not a variant; the service has: stable, canary.
              stabel: is not a variant; the service has: stable, canary.

            """);
        var missing = await shop.Ctl.RunAsync("set-weight", "shoop", "canary=5");
        missing.ExitCode.ShouldBe(3);
        missing.Error.ShouldBe("error: There is no service 'shoop'.\n");
    }

    [Theory]
    [InlineData("get servces", "servces")]
    [InlineData("set-weight shop", "set-weight")]
    [InlineData("get services -o xml", "--output must be table, json or yaml, but is 'xml'.")]
    [InlineData("wait shop --for phase=Done", "A phase is one of Progressing")]
    [InlineData("wait shop --for phase=Promoted --timeout soon", "--timeout must be a duration")]
    [InlineData("set-weight shop canary=much", "A weight must be written as variant=percent")]
    [InlineData("get services --url ftp://x", "must be an address as http://127.0.0.1:8081")]
    [InlineData("rollout start shop", "There is no plan")]
    public async Task A_wrong_command_line_is_one_line_and_2(string command, string said)
    {
        using var ctl = new CanaryCtl();
        var ran = await ctl.RunAsync(command.Split(' '));
        ran.ExitCode.ShouldBe(2);
        ran.Out.ShouldBe("");
        ran.Error.ShouldStartWith("error: ");
        ran.Error.ShouldContain(said);
        ran.Error.Count(c => c == '\n').ShouldBe(1, ran.Error);
        ran.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Help_is_there_for_every_command()
    {
        using var ctl = new CanaryCtl();
        var help = await ctl.RunAsync("--help");
        help.ExitCode.ShouldBe(0);
        foreach (var line in help.Out[help.Out.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' '))
        {
            var command = line.Trim().Split(' ')[0];
            var ran = await ctl.RunAsync(command, "--help");
            ran.ExitCode.ShouldBe(0, command);
            ran.Out.ShouldContain("Usage:", Case.Sensitive, command);
        }
    }

    [Fact]
    public async Task What_others_wrote_can_not_take_over_a_terminal()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        await shop.CallAsync(HttpMethod.Put, "services/shop", """
            {"name":"shop","variants":{"stable":{"destinations":["http://10.0.0.1:8080"]}},"rules":[{"name":"ʘ‮evil","when":{"header":"a","equals":"b"},"variant":"stable"}]}
            """.Replace("ʘ", "", StringComparison.Ordinal));
        (await shop.Ctl.RunAsync("get", "service", "shop")).Out.ShouldContain("\\u202eevil");
    }
}

using Canary.Cli.Tests.Running;

namespace Canary.Cli.Tests.Commands;

public sealed class ApplyCommandTests
{
    [Fact]
    public async Task What_files_declare_is_written_once()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        ctl.Write("folder/a.yaml", ShopUnderTest.Document + "---\nkind: Rollout\nservice: shop\nvariant: canary\nsteps: [{ weight: 20, gate: manual }, { weight: 100 }]\n");
        ctl.Write("folder/b.yaml", "kind: Sink\nname: log\ntype: webhook\nurl: http://127.0.0.1:9/\nsecrets: [whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=]\n");
        (await ctl.SayAsync("apply", "-f", "folder", "--reason", "first")).ShouldBe("""
            service shop: created (revision 1)
            sink log: created
            rollout shop: started (step 1/2 at 20% waits for approval by any operator)
            """);
        (await ctl.SayAsync("apply", "-f", "folder/a.yaml")).ShouldBe("""
            service shop: unchanged (the weights in force stay)
            rollout shop: unchanged (is Progressing)
            """);
        ctl.Write("folder/a.yaml", ShopUnderTest.Document.Replace("10.0.0.2", "10.0.0.3", StringComparison.Ordinal));
        (await ctl.SayAsync("apply", "-f", "folder/a.yaml")).ShouldStartWith("service shop: changed (the weights in force stay, revision ");
        (await ctl.SayAsync("get", "services")).ShouldContain("stable 80, canary 20");
    }

    [Fact]
    public async Task Differences_are_shown_and_end_with_1()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        var fresh = await ctl.RunAsync("diff", "-f", "shop.yaml");
        fresh.ExitCode.ShouldBe(1);
        fresh.Out.ShouldStartWith("--- nothing\n+++ service shop, declared\n@@ -0,0 +1,");
        await ctl.SayAsync("apply", "-f", "shop.yaml");
        (await ctl.RunAsync("diff", "-f", "shop.yaml")).ShouldBe(new Ran(0, "", ""));
        ctl.Write("shop.yaml", ShopUnderTest.Document.Replace("stable: 90, canary: 10", "stable: 70, canary: 30", StringComparison.Ordinal));
        var changed = await ctl.RunAsync("diff", "-f", "shop.yaml");
        changed.ExitCode.ShouldBe(1);
        changed.Out.ShouldContain(" weights:\n-  stable: 90\n-  canary: 10\n+  stable: 70\n+  canary: 30\n rules:\n");
        (await ctl.SayAsync("get", "services")).ShouldContain("stable 90, canary 10");
    }

    [Fact]
    public async Task Nothing_is_written_where_anything_is_wrong_and_every_problem_has_its_line()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        ctl.Write("broken.yaml", ShopUnderTest.Document.Replace("variant: canary", "variant: kanary", StringComparison.Ordinal) + "---\nkind: Servise\nname: x\n");
        var ran = await ctl.RunAsync("apply", "-f", "shop.yaml", "-f", "broken.yaml");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldBe("error: One thing is wrong; nothing was written:\n  broken.yaml:13: kind must be one of Service, Sink, Rollout, but is the text 'Servise'.\n");
        ctl.Write("broken.yaml", ShopUnderTest.Document.Replace("variant: canary", "variant: kanary", StringComparison.Ordinal));
        (await ctl.RunAsync("apply", "-f", "shop.yaml", "-f", "broken.yaml")).Error.ShouldBe("""
            error: 2 things are wrong; nothing was written:
              broken.yaml:10: rules[0].variant: must be one of the variants, but is 'kanary'; the service has: stable, canary.
              broken.yaml:1: Service 'shop' is declared twice.

            """);
        (await ctl.RunAsync("apply", "-f", "none.yaml")).ExitCode.ShouldBe(2);
        (await ctl.SayAsync("get", "services")).ShouldBe("SERVICE  SPLIT  STATE  MATCH  REVISION");
    }

    [Fact]
    public async Task A_rollback_is_not_undone_by_a_file()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        await ctl.SayAsync("apply", "-f", "shop.yaml");
        await ctl.SayAsync("rollback", "shop");
        (await ctl.SayAsync("apply", "-f", "shop.yaml")).ShouldBe("service shop: unchanged (the weights in force stay)");
        (await ctl.SayAsync("get", "services")).ShouldContain("stable 100, canary 0  rolled back");
    }

    [Fact]
    public async Task What_can_not_be_written_does_not_keep_the_rest()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        var ctl = shop.Ctl;
        var twin = ShopUnderTest.Document.Replace("name: shop", "name: twin", StringComparison.Ordinal);
        var other = ShopUnderTest.Document.Replace("name: shop", "name: other", StringComparison.Ordinal).Replace("shop.example.com", "other.example.com", StringComparison.Ordinal);
        var ran = await ctl.RunAsync(["apply", "-f", "-"], $"{ShopUnderTest.Document}---\n{twin}---\n{other}");
        ran.ExitCode.ShouldBe(4);
        ran.Out.ShouldBe("service shop: created (revision 1)\nservice other: created (revision 2)\n");
        ran.Error.ShouldStartWith("service twin: failed: 'shop' has host 'shop.example.com' with path '/' already");
    }

    [Fact]
    public async Task Services_go_from_one_gateway_to_another()
    {
        await using var shop = await ShopUnderTest.StartAsync();
        await using var other = await ShopUnderTest.StartAsync();
        await shop.Ctl.SayAsync("apply", "-f", "shop.yaml");
        foreach (var format in new[] { "yaml", "json" })
        {
            var exported = await shop.Ctl.RunAsync("export", "-o", format);
            other.Ctl.Write("export." + format, exported.Out);
        }

        (await other.Ctl.SayAsync("import", "export.yaml")).ShouldBe("service shop: created (revision 1)");
        (await other.Ctl.SayAsync("import", "export.json")).ShouldBe("service shop: left alone (is the same)");
        await other.Ctl.SayAsync("set-weight", "shop", "canary=1");
        (await other.Ctl.SayAsync("import", "export.json")).ShouldBe("service shop: left alone (is there and differs: --replace replaces it)");
        (await other.Ctl.SayAsync("import", "export.json", "--replace")).ShouldBe("service shop: changed (revision 3)");
        (await shop.Ctl.SayAsync("export", "shop", "-d", "out")).ShouldBe("1 services written to out");
        File.ReadAllText(Path.Combine(shop.Ctl.Home, "out", "shop.yaml")).ShouldStartWith("kind: Service\nname: shop\n");
    }

    [Fact]
    public async Task A_backup_is_written_and_restored()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await using var other = await ShopUnderTest.StartAsync();
        (await shop.Ctl.SayAsync("export", "--backup", "all.backup")).ShouldEndWith(" bytes written to all.backup; they have secrets");
        File.Copy(Path.Combine(shop.Ctl.Home, "all.backup"), Path.Combine(other.Ctl.Home, "all.backup"));
        (await other.Ctl.SayAsync("import", "--backup", "all.backup")).ShouldStartWith("1 services restored from revision 1 of 2026-01-01T00:00:00Z; the store is at revision ");
        (await other.Ctl.RunAsync("import", "--backup", "all.backup")).ExitCode.ShouldBe(4);
        (await other.Ctl.SayAsync("get", "services")).ShouldContain("shop.example.com/");
    }
}

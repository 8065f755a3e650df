using Canary.Cli.Tests.Running;
using Canary.TestKit;

namespace Canary.Cli.Tests.Commands;

public sealed class EverydayCommandTests
{
    [Fact]
    public async Task Services_and_a_service_are_shown()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await shop.Ctl.SayAsync("get", "services")).ShouldBe("""
            SERVICE  SPLIT                 STATE  MATCH              REVISION
            shop     stable 90, canary 10         shop.example.com/  1
            """);
        (await shop.Ctl.SayAsync("get", "service", "shop")).ShouldBe("""
            Service   shop
            Match     shop.example.com/
            Split     stable 90, canary 10
            Baseline  stable
            Sticky    cookie canary-id
            Revision  1

            VARIANT  WEIGHT  DESTINATIONS
            stable   90      http://10.0.0.1:8080
            canary   10      http://10.0.0.2:8080

            RULE          VARIANT  WHEN
            beta testers  canary   header x-user-group equals beta
            """);
    }

    [Fact]
    public async Task Weights_are_set_and_the_reason_is_kept()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await shop.Ctl.SayAsync("set-weight", "shop", "canary=25", "--reason", "sieht gut aus – 好")).ShouldBe("shop: stable 75, canary 25 (revision 2)");
        (await shop.Ctl.SayAsync("set-weight", "shop", "canary", "0.01%")).ShouldBe("shop: stable 99.99, canary 0.01 (revision 3)");
        (await shop.Ctl.SayAsync("history", "shop")).ShouldBe("""
            REVISION  AT                    ACTOR      ACTION           REASON
            3         2026-01-01T00:00:00Z  anonymous  weights
            2         2026-01-01T00:00:00Z  anonymous  weights          sieht gut aus – 好
            1         2026-01-01T00:00:00Z  anonymous  service.replace
            """);
    }

    [Fact]
    public async Task An_old_version_is_looked_at_and_restored()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ctl = shop.Ctl;
        await ctl.SayAsync("set-weight", "shop", "canary=50");
        (await ctl.SayAsync("history", "shop", "1")).ShouldStartWith("""
            Revision  1
            At        2026-01-01T00:00:00Z
            Actor     anonymous
            Action    service.replace

            name: shop
            match:
              hosts:
              - shop.example.com
              path: /
            baseline: stable
            """);
        (await ctl.SayAsync("restore", "shop", "1", "--reason", "as it was")).ShouldBe("shop: stable 90, canary 10 (revision 3)");
        (await ctl.SayAsync("delete", "service", "shop", "--yes")).ShouldStartWith("shop: deleted.");
        (await ctl.RunAsync("get", "service", "shop")).ExitCode.ShouldBe(3);
        (await ctl.SayAsync("restore", "shop", "3")).ShouldBe("shop: stable 90, canary 10 (revision 5)");
    }

    [Fact]
    public async Task Nobody_who_can_not_be_asked_deletes_without_saying_yes()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ran = await shop.Ctl.RunAsync("delete", "service", "shop");
        ran.ExitCode.ShouldBe(2);
        ran.Error.ShouldBe("error: Nobody can be asked here: --yes deletes without asking.\n");
        (await shop.Ctl.SayAsync("get", "services")).ShouldContain("shop");
    }

    [Fact]
    public async Task A_request_is_explained()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        (await shop.Ctl.SayAsync("explain", "shop", "--path", "/cart?id=7", "-H", "X-User-Group: beta")).ShouldBe("""
            Variant   canary
            Reason    rule
            Rule      beta testers
            Weights   stable 90, canary 10
            Revision  1
            Rule 1, 'beta testers', is the first that matches.
            """);
        (await shop.Ctl.SayAsync("explain", "shop", "--cookie", "canary-id=alice")).ShouldBe("""
            Variant   stable
            Reason    sticky
            Sticky    cookie canary-id
            Key       alice
            Bucket    581715575
            Weights   stable 90, canary 10
            Revision  1
            No rule matches. The sticky key of cookie canary-id falls into bucket 581715575, which is 'stable' at these weights.
            """);
        shop.Ctl.Write("draft.yaml", ShopUnderTest.Document.Replace("stable: 90, canary: 10", "stable: 0, canary: 100", StringComparison.Ordinal));
        (await shop.Ctl.SayAsync("explain", "shop", "--cookie", "canary-id=alice", "-f", "draft.yaml")).ShouldStartWith("Variant   canary\n");
    }

    [Fact]
    public async Task Instances_audit_caller_and_version_are_shown()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        var ctl = shop.Ctl;
        await Eventually.TrueAsync(async () => (await ctl.RunAsync("get", "instances")).Out.Contains(" yes ", StringComparison.Ordinal), "the gateway has announced itself, and that it leads");
        await ctl.SayAsync("wait", "shop", "--for", "applied", "--timeout", "20s");
        (await ctl.SayAsync("get", "instances")).ShouldBe("""
            INSTANCE   VERSION  REVISION  LAG  LEADS  STARTED               SEEN
            gateway-1  0.1.0    1         0    yes    2026-01-01T00:00:00Z  2026-01-01T00:00:00Z
            """);
        (await ctl.RunAsync("set-weight", "shop", "canary=101")).ExitCode.ShouldBe(2);
        var audit = await ctl.SayAsync("audit");
        System.Text.RegularExpressions.Regex.IsMatch(audit, "anonymous +127.0.0.1 +service.replace +shop +200 +1").ShouldBeTrue(audit);
        System.Text.RegularExpressions.Regex.IsMatch(audit, "anonymous +127.0.0.1 +weights +shop +400 ").ShouldBeTrue(audit);
        (await ctl.SayAsync("get", "caller")).ShouldContain("Role      admin");
        (await ctl.SayAsync("version")).ShouldBe("canaryctl 0.1.0\ngateway   0.1.0 (1 alive at http://127.0.0.1:PORT/)");
        (await ctl.SayAsync("version", "--client")).ShouldBe("canaryctl 0.1.0");
    }

    [Fact]
    public async Task A_new_key_is_shown_with_its_hash()
    {
        using var ctl = new CanaryCtl();
        var ran = await ctl.RunAsync("keys", "new", "--name", "ada", "--role", "viewer", "-o", "json");
        using var json = System.Text.Json.JsonDocument.Parse(ran.Out);
        var key = json.RootElement.GetProperty("key").GetString()!;
        json.RootElement.GetProperty("hash").GetString().ShouldBe(System.Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))));
        (await ctl.SayAsync("keys", "new", "--name", "ada", "--role", "viewer")).ShouldContain("Canary__Admin__ApiKeys__0__Name=ada Canary__Admin__ApiKeys__0__Role=viewer");
    }

    [Fact]
    public async Task Events_are_told_from_a_revision_on()
    {
        await using var shop = await ShopUnderTest.StartWithShopAsync();
        await shop.Ctl.SayAsync("set-weight", "shop", "canary=25", "--reason", "more");
        (await shop.Ctl.SayAsync("events", "--since", "0", "--limit", "2")).ShouldBe("""
            2026-01-01T00:00:00Z       1  shop                  service.replace   anonymous
            2026-01-01T00:00:00Z       2  shop                  weights           anonymous: more
            """);
        var json = await shop.Ctl.SayAsync("events", "--since", "1", "--limit", "1", "-o", "json");
        json.ShouldBe("""{"service":"shop","revision":2,"at":"2026-01-01T00:00:00Z","actor":"anonymous","action":"weights","reason":"more"}""");
    }
}

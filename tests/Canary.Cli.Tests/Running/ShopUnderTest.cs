using System.Text;
using Canary.TestKit;

namespace Canary.Cli.Tests.Running;

/// <summary>A gateway with a shop, and a canaryctl that calls it.</summary>
internal sealed class ShopUnderTest : IAsyncDisposable
{
    /// <summary>The shop's document. Nobody calls its destinations.</summary>
    public const string Document = """
        name: shop
        match: { hosts: [shop.example.com] }
        variants:
          stable: { destinations: [http://10.0.0.1:8080] }
          canary: { destinations: [http://10.0.0.2:8080] }
        weights: { stable: 90, canary: 10 }
        rules:
          - name: beta testers
            when: { header: x-user-group, equals: beta }
            variant: canary
        sticky: { cookie: canary-id }

        """;

    private ShopUnderTest(GatewayUnderTest gateway) => (Gateway, Ctl) = (gateway, new CanaryCtl(gateway.Admin.BaseAddress));

    /// <summary>The gateway.</summary>
    public GatewayUnderTest Gateway { get; }

    /// <summary>The program under test.</summary>
    public CanaryCtl Ctl { get; }

    /// <summary>Starts a gateway called <c>gateway-1</c> with the shop at revision 1.</summary>
    public static async Task<ShopUnderTest> StartAsync(params (string Key, string Value)[] settings)
    {
        var shop = new ShopUnderTest(await GatewayUnderTest.StartAsync([("Instance:Id", "gateway-1"), .. settings]));
        shop.Ctl.Write("shop.yaml", Document);
        return shop;
    }

    /// <summary>The same, with the shop written.</summary>
    public static async Task<ShopUnderTest> StartWithShopAsync()
    {
        var shop = await StartAsync();
        await shop.CallAsync(HttpMethod.Put, "services/shop", """
            {"name":"shop","match":{"hosts":["shop.example.com"]},
             "variants":{"stable":{"destinations":["http://10.0.0.1:8080"]},"canary":{"destinations":["http://10.0.0.2:8080"]}},
             "weights":{"stable":90,"canary":10},
             "rules":[{"name":"beta testers","when":{"header":"x-user-group","equals":"beta"},"variant":"canary"}],
             "sticky":{"cookie":"canary-id"}}
            """);
        return shop;
    }

    /// <summary>Calls the API, and fails where that is refused.</summary>
    public async Task<string> CallAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Gateway.Admin.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Ctl.Dispose();
        await Gateway.DisposeAsync();
    }
}

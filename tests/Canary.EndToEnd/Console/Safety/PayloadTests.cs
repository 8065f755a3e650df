namespace Canary.EndToEnd.Console.Safety;

/// <summary>No text that somebody can set runs as script, on any page.</summary>
public sealed class PayloadTests
{
    [Fact]
    public async Task Texts_of_services_rollouts_and_sinks_are_shown_as_texts_on_every_page()
    {
        await using var gateway = await HostileGateway.StartAsync();
        for (var payload = 0; payload < Payloads.All.Length; payload++)
        {
            await gateway.AddAsync(payload);
        }

        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await page.LogInAsync(HostileGateway.KeyOf(HostileGateway.Operator));
        for (var payload = 0; payload < Payloads.All.Length; payload++)
        {
            var text = Payloads.All[payload];
            await page.OpenAsync($"#/services/{HostileGateway.ServiceOf(payload)}");
            await page.ShowsAsync("all of it: " + text);
            await page.ShouldBeSafeAsync($"service with {text}");

            await page.OpenAsync($"#/services/{HostileGateway.ServiceOf(payload)}/history");
            await page.ShowsAsync(text);
            await page.PressAllAsync();
            await page.ShouldBeSafeAsync($"history with {text}");
        }

        foreach (var (hash, shown) in new[]
        {
            ("#/services", HostileGateway.ServiceOf(0)),
            ("#/services/declared", HostileGateway.File),
            ("#/gateways", HostileGateway.Instance),
            ("#/audit", HostileGateway.Operator),
            ("#/notifications", "s-0"),
        })
        {
            await page.OpenAsync(hash);
            await page.ShowsAsync(shown);
            await page.PressAllAsync();
            await page.ShouldBeSafeAsync(hash);
        }
    }

    [Fact]
    public async Task Texts_of_addresses_and_fields_of_the_page_are_shown_as_texts()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await gateway.AddAsync(0);
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await page.LogInAsync(HostileGateway.KeyOf(HostileGateway.Operator));
        foreach (var text in Payloads.All)
        {
            var escaped = Uri.EscapeDataString(text);
            foreach (var hash in new[] { "#/" + text, "#/services/" + escaped, $"#/services/{escaped}/history", $"#/services?q={escaped}", $"?x={escaped}#/audit?x={escaped}", $"#{escaped}" })
            {
                await page.OpenAsync(hash);
                await page.ShowsAsync("Canary");
                await page.ShouldBeSafeAsync(hash);
            }

            await page.OpenAsync($"#/services/{HostileGateway.ServiceOf(0)}");
            await page.ShowsAsync("all of it: ");
            await page.TypeEverywhereAsync(text);
            await page.ShouldBeSafeAsync($"fields with {text}");
        }
    }

    [Fact]
    public async Task A_text_that_arrives_while_the_page_is_open_is_shown_as_text()
    {
        await using var gateway = await HostileGateway.StartAsync();
        await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
        await page.LogInAsync(HostileGateway.KeyOf(HostileGateway.Operator));
        await page.ShowsAsync("declared");
        for (var payload = 0; payload < 3; payload++)
        {
            await gateway.AddAsync(payload);
            await page.ShowsAsync(HostileGateway.ServiceOf(payload));
            await page.ShouldBeSafeAsync($"event with {Payloads.All[payload]}");
        }
    }
}

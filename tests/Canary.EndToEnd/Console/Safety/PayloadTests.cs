using Canary.TestKit;

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
            await page.PressAllAsync(most: 6);
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
            foreach (var hash in new[] { "#/" + text, $"?x={escaped}#/services/{escaped}/history" })
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
    public async Task What_these_tests_look_for_is_seen_where_it_is()
    {
        await using var gateway = await HostileGateway.StartAsync();
        foreach (var careless in new[]
        {
            "document.body.innerHTML = '<img src=x onerror=window.__hit=1>'",
            "document.body.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,window.__hit=1' }))",
            "new Function('window.__hit = 1')()",
            "document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/pixel' }))",
            "fetch('http://127.0.0.1:9/').catch(() => {})",
            "alert(1)",
            "window.__hit = 1",
        })
        {
            await using var page = await WatchedPage.StartAsync(gateway.Process.AdminUrl);
            await page.OpenAsync("");
            await page.ShouldBeSafeAsync("nothing done yet");
            await page.Page.EvaluateAsync($"() => {{ try {{ {careless}; }} catch {{ }} }}");
            await Eventually.TrueAsync(async () => await Record.ExceptionAsync(() => page.ShouldBeSafeAsync(careless)) is ShouldAssertException, $"{careless} is seen");
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

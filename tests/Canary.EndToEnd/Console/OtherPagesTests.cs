using System.Text;
using Canary.TestKit;

namespace Canary.EndToEnd.Console;

/// <summary>Gateways, audit and notifications.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OtherPagesTests(ConsoleFleet fleet)
{
    [Fact]
    public async Task Gateways_show_what_each_has_applied_and_who_leads()
    {
        await fleet.PutServiceAsync("applied");
        await using var page = await fleet.OpenAsync("#/gateways");
        var rows = page.Page.Locator("tbody tr");
        await Eventually.TrueAsync(
            async () =>
            {
                var texts = await rows.AllInnerTextsAsync();
                return texts.Count(text => text.Contains("leader", StringComparison.Ordinal)) == 1
                    && texts.Any(text => text.Contains("gateway-1", StringComparison.Ordinal) && text.Contains("answers this page", StringComparison.Ordinal))
                    && texts.Any(text => text.Contains("gateway-2", StringComparison.Ordinal));
            },
            "both gateways are listed, and one leads");
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task The_audit_is_searched_and_read_on_page_by_page(Hand hand)
    {
        await fleet.PutServiceAsync("audited");
        using (var refused = new StringContent("""{"nobody": 5}""", Encoding.UTF8, "application/json"))
        {
            (await fleet.First.Admin.PutAsync("/api/v1/services/audited/weights", refused)).Dispose();
        }

        for (var n = 0; n < 120; n++)
        {
            await fleet.First.PutWeightsAsync("audited", new { canary = n % 50 });
        }

        await using var page = await fleet.OpenAsync("#/audit?service=audited", hand);
        var rows = page.Page.Locator("tbody tr");
        await Eventually.TrueAsync(async () => await rows.CountAsync() >= 99, "a page of it");
        await page.PressAsync(page.Button("More"));
        await Eventually.TrueAsync(async () => await rows.CountAsync() >= 121, "all of it");
        await page.TypeAsync(page.Field("Search"), "service:audited 400");
        await Eventually.TrueAsync(async () => await rows.CountAsync() == 1 && (await rows.First.InnerTextAsync()).Contains("nobody", StringComparison.Ordinal), "the refused attempt");
    }

    [Theory]
    [InlineData(Hand.Mouse)]
    [InlineData(Hand.Keyboard)]
    public async Task Deliveries_that_failed_are_shown_and_sent_again(Hand hand)
    {
        await using var receiver = await EventReceiver.StartAsync();
        await PutSinkAsync("told", receiver.Url);
        await PutSinkAsync("away", $"http://127.0.0.1:{FreePort.Next()}/");
        await fleet.PutServiceAsync("notified", canary: 0);
        await fleet.PostElsewhereAsync("services/notified/rollout?replace=true", """{"variant":"canary","steps":[{"weight":5,"gate":"manual"},{"weight":100}]}""");
        await using var page = await fleet.OpenAsync("#/notifications", hand);
        await ConsolePage.ReadsAsync(page.Page.Locator("#sink-away >> xpath=ancestor::section"), "refused");
        await page.PressAsync(page.Button("Send a test to told"));
        await page.SeesAsync("The test was delivered.");
        await page.PressAsync(page.Button("Send a test to away"));
        await page.SeesAsync("The test was not delivered:");

        // Giving up takes days: what comes of them is put into the answer, and the call that sends again is watched.
        await page.Page.RouteAsync("**/api/v1/sinks/away/dead-letters", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"items":[{"id":"5f0c-4","at":"2026-01-01T00:00:00Z","error":"connection refused","event":{"subject":"notified","type":"io.canary-gateway.rollout.stepped","data":{"message":"step 1/2 → 5%"}}}]}""",
        }));
        var sent = page.Page.WaitForRequestAsync("**/dead-letters/resend");
        await page.PressAsync(page.Button("Send again: 5f0c-4"));
        await page.PressAsync(page.Dialog.Locator("button[type=submit]"));
        (await sent).PostData.ShouldBe("""{"id":"5f0c-4"}""");
        await page.DialogEndsAsync();
    }

    private async Task PutSinkAsync(string name, string url)
    {
        using var sink = new StringContent($$"""{"type":"webhook","url":"{{url}}"}""", Encoding.UTF8, "application/json");
        using var written = await fleet.First.Admin.PutAsync($"/api/v1/sinks/{name}", sink);
        written.IsSuccessStatusCode.ShouldBeTrue(await written.Content.ReadAsStringAsync());
    }
}
